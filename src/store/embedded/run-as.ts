import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { EmbeddedServerError } from './errors.js';

/** The operating system's user that a PostgreSQL server runs as. */
export interface ServerUser {
  readonly name: string;
  /**
   * The ids to switch to, both unsigned; absent when servers run as the present user (and always
   * on Windows).
   */
  readonly ids?: { readonly uid: number; readonly gid: number };
}

/** In this order: the user that packages make for PostgreSQL, macOS's, and the last resort. */
const candidates = ['postgres', '_postgres', 'nobody'] as const;

/**
 * Whom servers run as: ourselves when not root, because PostgreSQL refuses root; as root the first
 * of `postgres`, `_postgres` and `nobody` that exists.
 *
 * @throws EmbeddedServerError `no_server_user`
 */
export async function findServerUser(passwdFile = '/etc/passwd'): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { name: ownName() };
  const users = parsePasswd(await readFile(passwdFile, 'utf8'));
  for (const name of candidates) {
    const ids = users.get(name);
    if (ids !== undefined && ids.uid !== 0) return { name, ids };
  }
  throw new EmbeddedServerError(
    'no_server_user',
    'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as. ' +
      'Create one (`useradd --system postgres`), or start pgrepl as an ordinary user.',
  );
}

/**
 * The name of the present user, as PostgreSQL's `peer` authentication knows it.
 *
 * @throws EmbeddedServerError `no_passwd_entry`
 */
export function ownName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    throw new EmbeddedServerError(
      'no_passwd_entry',
      'The present user has no entry in the user database (/etc/passwd), and PostgreSQL needs one. ' +
        'Add one, or start pgrepl as a user that has one.',
      { cause: error },
    );
  }
}

/**
 * What `child_process.spawn` needs in order to run something as this user. Node.js takes ids there
 * as signed 32-bit numbers, and macOS's `nobody` is -2.
 */
export function spawnIdentity(user: ServerUser): { uid?: number; gid?: number } {
  return user.ids === undefined ? {} : { uid: user.ids.uid | 0, gid: user.ids.gid | 0 };
}

/** `name → ids` of a passwd file's text; lines that make no sense are skipped. */
export function parsePasswd(text: string): ReadonlyMap<string, { uid: number; gid: number }> {
  const users = new Map<string, { uid: number; gid: number }>();
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || name === '' || name.startsWith('#')) continue;
    if (uid === undefined || gid === undefined || !/^-?\d+$/.test(uid) || !/^-?\d+$/.test(gid)) {
      continue;
    }
    users.set(name, { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 });
  }
  return users;
}
