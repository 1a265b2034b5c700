import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalled } from '../../src/store/embedded/processes.js';
import { allGone, endServerOf } from './end.js';

/** How long killed processes may take to be gone, ms. */
const killPatienceMs = 2_000;
/** Within this time a server that one of them had just started says in its directory who it is. */
const startingMs = 200;

/**
 * What the guardian does once the process that it guards has ended: kills the processes, ends the
 * servers that run in these data directories and removes the files, in this order.
 */
export async function clearUp(
  processes: readonly number[],
  dataDirectories: readonly string[],
  files: readonly string[],
): Promise<void> {
  for (const pid of processes) signalled(pid, 'SIGKILL');
  if (processes.length > 0) {
    await allGone(processes, killPatienceMs);
    await sleep(startingMs);
  }
  await Promise.allSettled(dataDirectories.map((directory) => endServerOf(directory)));
  for (const directory of files) {
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
