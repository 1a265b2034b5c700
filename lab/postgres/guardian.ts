/**
 * A process of its own that outlives the one that started it, however that ends, and clears up
 * after it. It reads lines `process <number>`, `server <data directory>`, `files <directory>` and the
 * same with `forget-` before them; when its standard input ends, it kills the processes, ends the
 * servers and removes the files, in this order.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalled } from '../../src/store/embedded/processes.js';
import { allGone, endServerOf } from './end.js';

/** How long killed processes may take to be gone, ms. */
const killPatienceMs = 2_000;
/** Within this time a server that one of them had just started says in its directory who it is. */
const startingMs = 200;

const processes = new Set<number>();
const servers = new Set<string>();
const files = new Set<string>();

// A Ctrl-C meant for the one that started it is no reason to leave before the work is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => undefined);
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const space = line.indexOf(' ');
  const path = line.slice(space + 1);
  switch (line.slice(0, space)) {
    case 'process':
      processes.add(Number(path));
      break;
    case 'forget-process':
      processes.delete(Number(path));
      break;
    case 'server':
      servers.add(path);
      break;
    case 'forget-server':
      servers.delete(path);
      break;
    case 'files':
      files.add(path);
      break;
    case 'forget-files':
      files.delete(path);
      break;
    default:
      break;
  }
});
lines.on('close', () => {
  void clearUp();
});

async function clearUp(): Promise<void> {
  for (const pid of processes) signalled(pid, 'SIGKILL');
  if (processes.size > 0) {
    await allGone([...processes], killPatienceMs);
    await sleep(startingMs);
  }
  await Promise.allSettled([...servers].map((directory) => endServerOf(directory)));
  for (const directory of files) {
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
