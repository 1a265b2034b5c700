import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit, of, silence } from '../integration/store/support/changes.js';
import { approval, me, outcome, plan, request } from '../integration/store/support/operations.js';
import { open } from '../integration/store/support/stores.js';
import { mainFile } from './support/built.js';
import { Program, type Ended } from './support/child.js';
import { makePlace, type Place } from './support/place.js';

/** Longer than any buffer between two programs. */
const records = 3000;

const config = JSON.stringify({
  store: { directory: 'store' },
  clusters: { orders: { nodes: { pg1: { host: '127.0.0.1' } } } },
});

let place: Place;

async function run(...command: readonly string[]): Promise<Ended> {
  return (await Program.run({ place, config, environment: {} }, ...command)).ended;
}

/** What a pgrepl has left behind that does not run any more. */
beforeAll(async () => {
  place = await makePlace();
  const store = await open({ kind: 'embedded', directory: place.storeDirectory });
  const first = request({ reason: 'kernel update' });
  await store.operations.create(first, [audit({ action: 'operation.request' })]);
  await store.operations.approve(first.id, approval('U2'), me, [audit()]);
  const change = { kind: 'ended', outcome: outcome() } as const;
  await store.operations.write({ operationId: first.id, change, audit: [] }, ['running']);
  await store.operations.create(request({ kind: 'promote', reason: null }), []);
  await store.operations.create(request({ cluster: 'gone', plan: plan({ cluster: 'gone' }) }), []);
  await store.apply(
    Array.from({ length: records - 2 }, (_, i) => ({
      kind: 'audit',
      record: audit({ cluster: i % 2 === 0 ? 'orders' : 'gone', detail: { i } }),
    })),
  );
  const now = Date.now();
  await store.apply([
    of.silence(silence({ startsAt: now, endsAt: now + 3_600_000, reason: 'new disks' })),
    of.silence(silence({ startsAt: now - 9, endsAt: now - 1, cluster: 'gone' })),
  ]);
  await store.lag.write([
    {
      cluster: 'orders',
      node: 's1',
      at: Math.floor((now - 120_000) / 10_000) * 10_000,
      bytes: { worst: 5 * 1024 ** 2, last: 0 },
      timeMs: { worst: 7000, last: 0 },
      atLeast: false,
    },
  ]);
  await store.close();
});

afterAll(async () => {
  await Program.endAll();
  await place.remove();
});

interface Exported {
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly [key: string]: unknown;
}

/** As the documentation says that it is done, and by nothing of pgrepl's. */
function hashOf(entry: Exported): string {
  const record = Object.fromEntries(
    Object.entries(entry).filter(([key]) => !['seq', 'prevHash', 'hash'].includes(key)),
  );
  const canonical = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
  };
  const digest = createHash('sha256').update(canonical(record)).digest();
  return createHash('sha256')
    .update(Buffer.from(entry.prevHash, 'hex'))
    .update(digest)
    .digest('hex');
}

describe('the history of lag, in a terminal', () => {
  it.each([
    ['orders 1h', /^s1 +7 s +\S+ UTC +5 MB /m],
    ['1h', /^s1 +7 s +\S+ UTC +5 MB /m],
    ['ORDERS 2 hours bytes', /^standby +worst, WAL +at\ns1 +5 MB /m],
  ])('tells of a span what /pgrepl lag tells: %s', async (words, row) => {
    const { code, out, err } = await run('lag', ...words.split(' '));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^orders: lag of its standbys · \S+ \S+ to .* UTC\n/);
    expect(out).toMatch(row);
  });

  it.each([
    ['orders 3y', '3y is no span from 10m to 90d'],
    ['orders bytes', 'Say for how long'],
    ['odrers 1h', 'There is no cluster named odrers.'],
  ])('says what is not a span: %s', async (words, told) => {
    const { code, out, err } = await run('lag', ...words.split(' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(told);
  });
});

describe('the record of who did what, in a terminal', () => {
  it('lists the silences that stand', async () => {
    const { code, out } = await run('silences');
    expect(code).toBe(0);
    expect(out).toMatch(
      /SIL-1: everything of orders, until .* for another .*; by slack:T1\/U2: "new disks"/,
    );
    expect(out).not.toContain('gone');
    expect((await run('silences', 'gone')).out).toContain('Nothing is silenced');
  });

  it('lists operations, the newest first', async () => {
    const { code, out, err } = await run('operations');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Operations\n.*OP-3.* gone.*\n.*OP-2.* orders.*\n.*OP-1.* orders/s);
    expect(out).toContain('write downtime 84 ms');
    const orders = await run('operations', 'ORDERS', '--limit', '1');
    expect(orders.out).toContain('OP-2');
    expect(orders.out).not.toMatch(/OP-[13]/);
    const none = await run('operations', 'nothing');
    expect(none).toMatchObject({ code: 0, err: '' });
    expect(none.out).toContain('There has been none.');
  });

  it('lists the audit log, the newest first', async () => {
    const { code, out, err } = await run('audit', 'list', 'gone', '-n', '2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [title, newest, second, ...rest] = out.trimEnd().split('\n');
    expect(title).toContain('Audit log');
    expect(newest).toContain(`i: ${records - 3}`);
    expect(second).toContain(`i: ${records - 5}`);
    expect(rest).toEqual([]);
  });

  it.each(['0', '1.5', 'many', '10001'])('refuses a limit of %s', async (limit) => {
    const { code, err } = await run('audit', 'list', '--limit', limit);
    expect(code).toBe(2);
    expect(err).toContain('a whole number from 1 to 10000');
  });

  it('exports the whole log, whose chain can be checked elsewhere', async () => {
    const { code, out, err } = await run('audit', 'export');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Exported);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: records }, (_, i) => i + 1));
    let before = '0'.repeat(64);
    for (const entry of entries) {
      expect(entry.prevHash).toBe(before);
      expect(hashOf(entry)).toBe(entry.hash);
      before = entry.hash;
    }
    expect(await place.storePid()).toBeUndefined();
  });

  it('ends in order when whoever reads the export has had enough', async () => {
    const child = spawn(
      process.execPath,
      [mainFile, '--config', join(place.directory, 'pgrepl.yaml'), 'audit', 'export'],
      { cwd: place.directory, stdio: ['ignore', 'pipe', 'pipe'], env: { HOME: place.directory } },
    );
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, said: said.join('') }).toEqual({ code: 0, said: '' });
    // The server that was started for the look does not outlive it.
    expect(await place.storePid()).toBeUndefined();
  });

  it('says so where there is none yet', async () => {
    const elsewhere = await makePlace();
    try {
      for (const command of [['operations'], ['audit', 'list'], ['audit', 'export']]) {
        const options = { place: elsewhere, config, environment: {} };
        const { code, out, err } = await (await Program.run(options, ...command)).ended;
        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toMatch(/^The store at .* holds no (?:operations|audit log) yet\n$/);
      }
    } finally {
      await elsewhere.remove();
    }
  });
});
