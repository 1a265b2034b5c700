import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../../src/clock.js';
import { openStore, resolveStore } from '../../../../src/store/index.js';
import { batch } from './batches.js';

/**
 * A pgrepl reduced to its writes: applies batch after batch to the embedded store in a directory,
 * says each again until it is confirmed, and prints its number then. It runs until it is killed.
 *
 * Arguments: directory, name of the run.
 */
const [directory = '', run = ''] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined };
const store = await openStore({
  connection: resolveStore({ kind: 'embedded', directory }, log),
  owner: `writer ${run}/${process.pid}`,
  clock: systemClock,
  log,
});
await store.whenUp();
writeSync(1, 'up\n');

for (let n = 1; ; n += 1) {
  while (!(await confirmed(n))) await sleep(20);
  writeSync(1, `${n}\n`);
}

async function confirmed(n: number): Promise<boolean> {
  try {
    await store.apply(batch(run, n));
    return true;
  } catch (error) {
    if (store.isUnavailable(error)) return false;
    throw error;
  }
}
