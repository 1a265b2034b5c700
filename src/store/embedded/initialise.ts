import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.js';
import { superuser } from './configuration.js';
import { EmbeddedServerError, stopped, systemCode } from './errors.js';
import { serverEnvironment, unusable } from './launch.js';
import type { Places } from './places.js';
import { spawnIdentity, type ServerUser } from './run-as.js';

/** Half-made data directories have names that begin with this. */
const unfinished = '.initdb-';

/** How to remove a directory that somebody may still write to: for up to 5 s. */
const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 25 };

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
 * @throws EmbeddedServerError `initdb_failed`, `binaries_unusable`; `stopped` if it was interrupted,
 *   after everything that it began has ended
 */
export async function initialiseDataDirectory(
  places: Places,
  user: ServerUser,
  binaries: PostgresBinaries,
  interrupted?: AbortSignal,
): Promise<void> {
  await removeUnfinished(places);
  const temporary = await mkdtemp(join(places.directory, unfinished));
  if (user.ids !== undefined) await chown(temporary, user.ids.uid, user.ids.gid);
  try {
    const authentication = await authenticationArguments(places);
    const options = [
      `--pgdata=${temporary}`,
      `--username=${superuser}`,
      '--encoding=UTF8',
      '--no-locale',
      '--data-checksums',
      ...authentication,
    ];
    await runInitdb(binaries, user, options, interrupted);
    await rename(temporary, places.data);
  } catch (error) {
    await rm(temporary, patiently);
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
  interrupted: AbortSignal | undefined,
): Promise<void> {
  const running = promisify(execFile)(binaries.initdb, [...options], {
    ...spawnIdentity(user),
    env: serverEnvironment,
    cwd: process.platform === 'win32' ? undefined : '/',
  });
  // Not `execFile`'s own signal: with that it counts as over while it still writes. It ends between
  // two of its steps, each of which is a server of its own, and takes back what it wrote.
  const end = (): void => {
    running.child.kill('SIGTERM');
  };
  if (interrupted?.aborted === true) end();
  interrupted?.addEventListener('abort', end);
  try {
    await running;
  } catch (error) {
    if (interrupted?.aborted === true) throw stopped(error);
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
  } finally {
    interrupted?.removeEventListener('abort', end);
  }
}

/** What a killed pgrepl's `initdb` may still write to; without its directory it fails, and ends. */
async function removeUnfinished(places: Places): Promise<void> {
  for (const name of await readdir(places.directory)) {
    if (name.startsWith(unfinished)) await rm(join(places.directory, name), patiently);
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
