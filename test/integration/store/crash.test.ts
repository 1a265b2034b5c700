import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { findPostmaster } from '../../../src/store/embedded/postmaster-file.js';
import { rowsPerBatch } from './support/batches.js';
import { embeddedPlace, open, type StorePlace } from './support/stores.js';

const writerFile = fileURLToPath(new URL('support/writer.ts', import.meta.url));
const rounds = 20;
const seed = 20_260_301;

let place: StorePlace;
let directory: string;

beforeAll(async () => {
  place = await embeddedPlace();
  if (place.location.kind !== 'embedded') throw new Error('not embedded');
  ({ directory } = place.location);
});

afterAll(async () => {
  await place.remove();
});

interface Writer {
  readonly process: ChildProcess;
  /** The number of the last batch that was confirmed to it; 0 before the first. */
  readonly confirmed: () => number;
  /** Kills it, and returns what was confirmed to it until then. */
  readonly kill: () => Promise<number>;
}

async function startWriter(run: string): Promise<Writer> {
  const child = spawn(process.execPath, ['--import', 'tsx', writerFile, directory, run], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = -1;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    last = line === 'up' ? 0 : Number(line);
  });
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  await waitUntil('the writer is up', () => last >= 0 || child.exitCode !== null);
  expect(child.exitCode).toBeNull();
  return {
    process: child,
    confirmed: () => last,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      return last;
    },
  };
}

async function killServer(): Promise<void> {
  const postmaster = await findPostmaster(`${directory}/data`);
  if (postmaster?.identity !== 'this_server') throw new Error('the server does not run');
  process.kill(postmaster.pid, 'SIGKILL');
}

/** How many rows each batch of a run has in each table, all of one moment. */
async function rowsOf(run: string): Promise<ReadonlyMap<number, Record<string, number>>> {
  // What the killed writer had sent already is still carried out: that must have ended.
  await waitUntil('the server has let go of the writer', async () => {
    const sessions = await place.sql(
      "select from pg_stat_activity where application_name = 'pgrepl'",
    );
    return sessions.length === 0;
  });
  const rows = await place.sql<{ batch: string; rows: Record<string, number> }>(
    `select batch, jsonb_object_agg(tab, count) as rows
       from (select tab, batch, count(*)
               from (select 'incidents' as tab, cluster as batch from pgrepl.incidents
                     union all select 'timeline_entries', text from pgrepl.timeline_entries
                     union all select 'outbox', channel from pgrepl.outbox
                     union all select 'audit', action from pgrepl.audit) everything
              where batch like $1
              group by tab, batch) counted
      group by batch`,
    [`${run}/%`],
  );
  return new Map(rows.map(({ batch, rows }) => [Number(batch.slice(run.length + 1)), rows]));
}

/** Everything confirmed is there, and everything that is there is whole. */
async function expectWhole(run: string, confirmed: number): Promise<void> {
  const found = await rowsOf(run);
  for (const [n, rows] of found) expect(rows, `batch ${run}/${n}`).toEqual(rowsPerBatch);
  for (let n = 1; n <= confirmed; n += 1) expect(found.has(n), `batch ${run}/${n}`).toBe(true);
  // At most the one that was on its way when it happened.
  expect([confirmed, confirmed + 1]).toContain(found.size);
}

async function expectSound(): Promise<void> {
  const store = await open(place.location);
  expect(await store.verifyAudit()).toMatchObject({ ok: true });
  const numbers = (await store.listIncidents({ limit: 1_000_000 })).map(({ number }) => number);
  expect(numbers).toEqual(numbers.map((_, i) => numbers.length - i));
  await store.close();
}

describe('a store through kill -9', () => {
  it(`keeps what it confirmed, and nothing by half: ${rounds} times, seed ${seed}`, async () => {
    const random = seeded(seed);
    for (let round = 1; round <= rounds; round += 1) {
      const run = `pgrepl-${round}`;
      const writer = await startWriter(run);
      const after = Math.floor(random() * 40);
      await waitUntil('enough is confirmed', () => writer.confirmed() >= after, { everyMs: 1 });
      await sleep(random() * 4);
      // Every third time the server goes with it, and comes back through its recovery.
      if (round % 3 === 0) await killServer();
      const confirmed = await writer.kill();
      expect(confirmed).toBeGreaterThanOrEqual(after);
      await expectWhole(run, confirmed);
    }
    await expectSound();
  }, 240_000);

  it('goes on by itself when the server alone is killed, again and again', async () => {
    const random = seeded(seed + 1);
    const writer = await startWriter('server');
    for (let round = 1; round <= 5; round += 1) {
      const after = writer.confirmed() + 1 + Math.floor(random() * 30);
      await waitUntil('enough is confirmed', () => writer.confirmed() >= after, { everyMs: 1 });
      await sleep(random() * 4);
      await killServer();
    }
    const after = writer.confirmed() + 2;
    await waitUntil('it goes on', () => writer.confirmed() >= after);
    await expectWhole('server', await writer.kill());
    await expectSound();
  }, 120_000);
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
