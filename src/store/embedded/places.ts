import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EmbeddedServerError, systemCode } from './errors.js';
import { firstImpassable } from './reach.js';
import type { ServerUser } from './run-as.js';

/** Where things are in the directory of an embedded server. */
export interface Places {
  /** The whole of it, without symbolic links. */
  readonly directory: string;
  readonly data: string;
  /** The server's own messages. */
  readonly log: string;
  /** Where a copy of the binaries goes if the installed ones cannot be used in place. */
  readonly binaries: string;
  /** The superuser's password, where the connection needs one (Windows). */
  readonly password: string;
}

/** The server's port; on Unix it is only a part of the socket's name. */
export const socketPort = 5432;

/**
 * The longest path of a Unix-domain socket that every supported system takes, in bytes: 107 on
 * Linux, 103 on macOS.
 */
const longestSocketPath = 103;

/**
 * Makes the directory if need be, and makes sure that the server's user can get into it.
 *
 * @throws EmbeddedServerError `directory_unusable`
 */
export async function preparePlaces(path: string, user: ServerUser): Promise<Places> {
  let directory: string;
  try {
    // As root, another user has to pass through, but has nothing to read here.
    const mode = user.ids === undefined ? 0o700 : 0o711;
    await mkdir(resolve(path), { recursive: true, mode });
    directory = await realpath(path);
  } catch (error) {
    throw new EmbeddedServerError(
      'directory_unusable',
      `The store's directory ${path} could not be made (${systemCode(error) ?? 'unknown'}). ` +
        'Choose another one, or make it for the user that pgrepl runs as.',
      { cause: error },
    );
  }
  const places: Places = {
    directory,
    data: join(directory, 'data'),
    log: join(directory, 'postgresql.log'),
    binaries: join(directory, 'binaries'),
    password: join(directory, 'password'),
  };
  const impassable = await firstImpassable(places.data, user);
  if (impassable !== undefined) {
    throw new EmbeddedServerError(
      'directory_unusable',
      `pgrepl runs as root, so its store runs as ${user.name}, and ${user.name} cannot pass ` +
        `through ${impassable}. Choose a directory elsewhere, allow passing through this one ` +
        `(chmod o+x ${impassable}), or start pgrepl as an ordinary user.`,
    );
  }
  return places;
}

/**
 * The directory of the server's socket, which only the server's user (and root) may enter: beside
 * the data, or a short one among the temporary files if that path would be too long for a socket.
 *
 * @throws EmbeddedServerError `directory_unusable`
 */
export async function prepareSocketDirectory(places: Places, user: ServerUser): Promise<string> {
  const beside = join(places.directory, 'socket');
  const socketDirectory = fitsSocket(beside) ? beside : await shortDirectory(places, user);
  try {
    await mkdir(socketDirectory, { mode: 0o700 });
    if (user.ids !== undefined) await chown(socketDirectory, user.ids.uid, user.ids.gid);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  // Somebody else may have been there first: in a temporary directory anybody may make it.
  const found = await lstat(socketDirectory);
  const owner = user.ids?.uid ?? process.getuid?.();
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new EmbeddedServerError(
      'directory_unusable',
      `${socketDirectory} should be a directory that belongs to ${user.name} alone (mode 0700). ` +
        'Remove it, and start again.',
    );
  }
  return socketDirectory;
}

/** Whether a socket of the server can live in this directory. */
function fitsSocket(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${socketPort}`)) <= longestSocketPath;
}

async function shortDirectory(places: Places, user: ServerUser): Promise<string> {
  const digest = createHash('sha256').update(places.directory).digest('hex').slice(0, 16);
  for (const temporary of [tmpdir(), '/tmp']) {
    const candidate = join(temporary, `pgrepl-${digest}`);
    const passable = (await firstImpassable(candidate, user)) === undefined;
    if (passable && fitsSocket(candidate)) return candidate;
  }
  throw new EmbeddedServerError(
    'directory_unusable',
    `${places.directory} is too long a path for a socket, and there is no shorter place for it. ` +
      'Choose a shorter directory for the store.',
  );
}
