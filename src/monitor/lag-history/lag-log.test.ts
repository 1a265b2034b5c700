import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LagBucket } from '../../replication/lag-history/model.js';
import { aTopology } from '../../replication/testing/topologies.js';
import type { Topology } from '../../replication/topology/model.js';
import { LagLog } from './lag-log.js';

const t0 = Date.UTC(2026, 2, 1, 3, 0, 0);
const day = 86_400_000;
const retention = { fine: 2 * day, middle: 14 * day, coarse: 90 * day };
const silent = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

/** What a look at orders saw of s1 at a moment; null: nobody could speak for it. */
function seen(at: number, bytes: number | null): Topology {
  const topology = aTopology({ cluster: 'orders' });
  const nodes = topology.nodes.map((node) => {
    if (node.name !== 's1') return { ...node, lag: null };
    if (node.lag === null) throw new Error('s1 has no lag');
    const lag = { ...node.lag, replayBytes: bytes, timeMs: bytes, isLowerBound: false };
    return { ...node, lag: bytes === null ? null : lag };
  });
  return { ...topology, at, nodes };
}

class Store {
  readonly written: LagBucket[] = [];
  writes = 0;
  away = false;

  write = (buckets: readonly LagBucket[]): Promise<void> => {
    if (this.away) return Promise.reject(new Error('away'));
    this.writes += 1;
    this.written.push(...buckets);
    return Promise.resolve();
  };

  read = (): Promise<readonly LagBucket[]> =>
    this.away ? Promise.reject(new Error('away')) : Promise.resolve([]);
}

describe('LagLog', () => {
  let now = t0;
  let store: Store;
  let log: LagLog;

  beforeEach(() => {
    vi.useFakeTimers();
    now = t0;
    store = new Store();
    log = new LagLog({ store, retention, clock: { now: () => now }, log: silent });
    log.start();
  });

  afterEach(async () => {
    await log.stop();
    vi.useRealTimers();
  });

  const pass = async (ms: number): Promise<void> => {
    now += ms;
    await vi.advanceTimersByTimeAsync(ms);
  };

  it('writes what is complete every ten seconds, in one write, and the rest at the end', async () => {
    log.take(seen(t0, 5));
    log.take(seen(t0 + 2_000, 3));
    expect(store.writes).toBe(0);
    await pass(10_000);
    expect(store.written).toMatchObject([{ node: 's1', at: t0, bytes: { worst: 5, last: 3 } }]);
    log.take(seen(now, 7));
    await pass(0);
    expect(store.writes).toBe(1);
    await log.stop();
    expect(store.written.at(-1)).toMatchObject({ at: t0 + 10_000, bytes: { worst: 7, last: 7 } });
  });

  it('leaves a gap where nothing was known', async () => {
    log.take(seen(t0, 5));
    log.take(seen(t0 + 10_000, null));
    log.take(seen(t0 + 20_000, 6));
    now = t0 + 30_000;
    const history = await log.between('orders', t0, now, 2_000);
    expect(history.buckets.map(({ at }) => at - t0)).toEqual([0, 20_000]);
  });

  it('keeps what the store does not take, and writes it when it is back', async () => {
    store.away = true;
    for (let index = 0; index < 6; index += 1) {
      log.take(seen(now, index));
      await pass(10_000);
    }
    const meanwhile = await log.between('orders', t0 - 60_000, now, 2_000);
    expect(meanwhile).toMatchObject({ complete: false });
    expect(meanwhile.buckets).toHaveLength(6);
    store.away = false;
    await pass(10_000);
    expect(store.written).toHaveLength(6);
    expect(store.writes).toBe(1);
  });

  it('lays what the store and memory have over one another', async () => {
    log.take(seen(t0, 5));
    await pass(10_000);
    log.take(seen(t0 + 10_000, 9));
    store.read = () =>
      Promise.resolve([...store.written, { ...store.written[0], at: t0 - 60_000 }] as LagBucket[]);
    const { buckets, complete } = await log.between('orders', t0 - 600_000, now + 10_000, 2_000);
    expect(complete).toBe(true);
    expect(buckets.map(({ at, bytes }) => [at - t0, bytes?.worst])).toEqual([
      [-60_000, 5],
      [0, 5],
      [10_000, 9],
    ]);
  });

  it('is complete without a store where memory has it all', async () => {
    store.away = true;
    log.take(seen(t0, 5));
    expect(await log.between('orders', t0, t0 + 10_000, 2_000)).toMatchObject({ complete: true });
  });
});
