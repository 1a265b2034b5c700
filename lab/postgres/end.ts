import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  findPostmaster,
  type RunningPostmaster,
} from '../../src/store/embedded/postmaster-file.js';
import { isAlive, signalled } from '../../src/store/embedded/processes.js';
import { childrenOf } from './children.js';

/** How long a server that was asked to stop at once may take before it is killed. */
const patienceMs = 3_000;

/**
 * Ends whatever server runs in a data directory, frozen ones too, without care for the data: asks
 * it to quit, then kills it and its children. Afterwards nothing of it runs.
 */
export async function endServerOf(dataDirectory: string): Promise<void> {
  const postmaster = await findPostmaster(dataDirectory);
  if (postmaster === undefined) return;
  if (postmaster.identity === 'this_server') await endPostmaster(postmaster);
  else await releaseSharedMemory(postmaster.sharedMemoryId);
}

async function endPostmaster(postmaster: RunningPostmaster): Promise<void> {
  const all = [postmaster.pid, ...(await childrenOf(postmaster.pid))];
  signalled(postmaster.pid, 'SIGQUIT');
  for (const pid of all) signalled(pid, 'SIGCONT');
  if (await allGone(all, patienceMs)) return;
  for (const pid of [...all, ...(await childrenOf(postmaster.pid))]) signalled(pid, 'SIGKILL');
  await allGone(all, patienceMs);
  await releaseSharedMemory(postmaster.sharedMemoryId);
}

/** Waits until none of these processes runs; false if time was up first. */
export async function allGone(pids: readonly number[], withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  let left = pids;
  for (;;) {
    const alive = await Promise.all(left.map((pid) => isAlive(pid)));
    left = left.filter((_, index) => alive[index] === true);
    if (left.length === 0) return true;
    if (performance.now() > deadline) return false;
    await sleep(5);
  }
}

/**
 * Frees the small System V segment that a killed server leaves behind; some systems have room for
 * few. Where `ipcrm` is missing, the segment stays until the system restarts.
 */
async function releaseSharedMemory(id: number | undefined): Promise<void> {
  if (id === undefined) return;
  try {
    await promisify(execFile)('ipcrm', ['-m', String(id)]);
  } catch {
    // Freed already, or there is no such tool.
  }
}
