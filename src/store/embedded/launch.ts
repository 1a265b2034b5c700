import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.js';
import { EmbeddedServerError, systemCode } from './errors.js';
import type { Places } from './places.js';
import { readPostmasterFile } from './postmaster-file.js';
import { spawnIdentity, type ServerUser } from './run-as.js';

/**
 * The environment of the server and its tools: nothing of ours, which holds secrets. Windows adds
 * what every process needs by itself.
 */
export const serverEnvironment: NodeJS.ProcessEnv =
  process.platform === 'win32' ? {} : { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** A log beyond this is put aside at the next start; one older log is kept. */
const logLimitBytes = 5 * 1024 * 1024;

/** How an attempt to start the server ended. */
export type Launch =
  | { readonly kind: 'ready'; readonly pid: number }
  /** Another server, or what is left of one, has the data directory still: look again soon. */
  | { readonly kind: 'in_use' };

/**
 * Starts the server as a process of its own that lives on when this one ends, and waits until it
 * takes connections, which after a crash includes its recovery.
 *
 * @throws EmbeddedServerError `start_failed`, `timed_out`, `binaries_unusable`
 */
export async function launch(
  places: Places,
  user: ServerUser,
  binaries: PostgresBinaries,
  timeoutMs: number,
): Promise<Launch> {
  await putLogAside(places.log);
  const log = await open(places.log, 'a', 0o600);
  const { size: logBegin } = await log.stat();
  const child = spawn(binaries.postgres, ['-D', places.data], {
    ...spawnIdentity(user),
    env: serverEnvironment,
    cwd: process.platform === 'win32' ? undefined : '/',
    detached: true, // a session of its own: no Ctrl-C meant for us reaches it
    windowsHide: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const state: { error?: Error; ended?: string } = {};
  child.once('error', (error) => {
    state.error = error;
  });
  child.once('exit', (code, signal) => {
    state.ended = signal ?? `exit code ${String(code)}`;
  });
  child.unref();

  const pauseMs = 10;
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pauseMs) {
    if (state.error !== undefined) throw unusable(binaries.postgres, state.error);
    if (state.ended !== undefined) {
      const said = (await readFile(places.log)).subarray(logBegin).toString('utf8').trim();
      if (isInUse(said)) return { kind: 'in_use' };
      throw new EmbeddedServerError(
        'start_failed',
        `The store's PostgreSQL did not start (${state.ended}): ${lastLines(said)}`,
      );
    }
    const file = await readPostmasterFile(places.data);
    if (file !== undefined && file.pid === child.pid && file.status === 'ready') {
      return { kind: 'ready', pid: file.pid };
    }
    await sleep(pauseMs);
  }
  throw new EmbeddedServerError(
    'timed_out',
    `The store's PostgreSQL was not ready within ${Math.round(timeoutMs / 1000)} s. ` +
      `It goes on starting; see ${places.log}.`,
  );
}

/** The error for an executable that is there but could not be run. */
export function unusable(executable: string, cause: unknown): EmbeddedServerError {
  return new EmbeddedServerError(
    'binaries_unusable',
    `${executable} could not be run (${systemCode(cause) ?? 'unknown'}). The binaries need a Linux ` +
      'with the GNU C library (not Alpine), macOS or Windows, and a file system that allows ' +
      'programs to run. Or set PGREPL_STORE_URL to a PostgreSQL of your own.',
    { cause },
  );
}

/** Another postmaster was faster, or children of a killed one have not noticed yet. */
function isInUse(said: string): boolean {
  return (
    /lock file ".*postmaster\.pid" already exists/.test(said) ||
    said.includes('pre-existing shared memory block') ||
    /lock file ".*\.s\.PGSQL\.\d+\.lock" already exists/.test(said)
  );
}

function lastLines(text: string): string {
  return text.split('\n').slice(-5).join('\n');
}

async function putLogAside(log: string): Promise<void> {
  try {
    if ((await stat(log)).size > logLimitBytes) await rename(log, `${log}.1`);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
