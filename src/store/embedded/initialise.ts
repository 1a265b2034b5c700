import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.js';
import { superuser } from './configuration.js';
import { EmbeddedServerError, systemCode } from './errors.js';
import { serverEnvironment, unusable } from './launch.js';
import type { Places } from './places.js';
import { spawnIdentity, type ServerUser } from './run-as.js';

/** Half-made data directories have names that begin with this. */
const unfinished = '.initdb-';

/** Whether a data directory is there and ours to use. */
export type DataDirectory = { readonly kind: 'absent' } | { readonly kind: 'present' };

/**
 * Looks at the data directory without touching it.
 *
 * @throws EmbeddedServerError `wrong_major`, `not_a_data_directory`, `directory_unusable`
 */
export async function inspectDataDirectory(
  places: Places,
  user: ServerUser,
  major: number,
): Promise<DataDirectory> {
  const contents = await readdirIfThere(places.data);
  if (contents === undefined || contents.length === 0) return { kind: 'absent' };
  if (!contents.includes('PG_VERSION')) {
    throw new EmbeddedServerError(
      'not_a_data_directory',
      `${places.data} is not empty, and not a PostgreSQL data directory either. ` +
        'Choose another directory for the store, or move these files away.',
    );
  }
  const { uid } = await lstat(places.data);
  const owner = user.ids?.uid ?? process.getuid?.() ?? uid;
  if (uid !== owner) {
    throw new EmbeddedServerError(
      'directory_unusable',
      `${places.data} belongs to another user (${uid}) than ${user.name} (${owner}), whom the ` +
        'store would run as now. Start pgrepl as the user that it was started as before, or ' +
        `give the files to ${user.name} (chown -R ${user.name} ${places.data}).`,
    );
  }
  const madeBy = (await readFile(join(places.data, 'PG_VERSION'), 'utf8')).trim();
  if (madeBy !== String(major)) {
    throw new EmbeddedServerError(
      'wrong_major',
      `The store in ${places.directory} was made by PostgreSQL ${madeBy}; this pgrepl brings ` +
        `PostgreSQL ${major}, which cannot read it. Go back to the pgrepl that made it, or dump ` +
        'it there (pg_dump), start with another directory and load the dump.',
    );
  }
  return { kind: 'present' };
}

/**
 * Makes a new data directory. It appears in one step when it is complete, so that a crash in the
 * middle leaves nothing that looks like one. To be called under the directory's lock.
 *
 * @throws EmbeddedServerError `initdb_failed`, `binaries_unusable`
 */
export async function initialiseDataDirectory(
  places: Places,
  user: ServerUser,
  binaries: PostgresBinaries,
): Promise<void> {
  await removeUnfinished(places);
  const temporary = await mkdtemp(join(places.directory, unfinished));
  if (user.ids !== undefined) await chown(temporary, user.ids.uid, user.ids.gid);
  try {
    const authentication = await authenticationArguments(places);
    await runInitdb(binaries, user, [
      `--pgdata=${temporary}`,
      `--username=${superuser}`,
      '--encoding=UTF8',
      '--no-locale',
      '--data-checksums',
      ...authentication,
    ]);
    await rename(temporary, places.data);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  await syncDirectory(places.directory);
}

/** On Unix nobody needs a password; on Windows one is made up and kept in a file of ours. */
async function authenticationArguments(places: Places): Promise<readonly string[]> {
  if (process.platform !== 'win32') return ['--auth-local=peer', '--auth-host=reject'];
  const file = await open(places.password, 'w', 0o600);
  try {
    await file.writeFile(randomBytes(24).toString('base64url'));
    await file.sync();
  } finally {
    await file.close();
  }
  return ['--auth=scram-sha-256', `--pwfile=${places.password}`];
}

async function runInitdb(
  binaries: PostgresBinaries,
  user: ServerUser,
  options: readonly string[],
): Promise<void> {
  try {
    await promisify(execFile)(binaries.initdb, [...options], {
      ...spawnIdentity(user),
      env: serverEnvironment,
      cwd: process.platform === 'win32' ? undefined : '/',
    });
  } catch (error) {
    if (typeof systemCode(error) === 'string') throw unusable(binaries.initdb, error);
    const said =
      error instanceof Error && 'stderr' in error && typeof error.stderr === 'string'
        ? error.stderr.trim()
        : String(error);
    throw new EmbeddedServerError(
      'initdb_failed',
      `PostgreSQL's initdb could not make the store: ${said}`,
      { cause: error },
    );
  }
}

async function removeUnfinished(places: Places): Promise<void> {
  for (const name of await readdir(places.directory)) {
    if (!name.startsWith(unfinished)) continue;
    await rm(join(places.directory, name), { recursive: true, force: true });
  }
}

async function readdirIfThere(path: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the new name durable; Windows has no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
