import { describe, expect, it } from 'vitest';
import type { LagBucket } from '../../../src/replication/lag-history/model.js';
import { t0 } from './support/changes.js';
import { operationsAt, places } from './support/operations-at.js';

const day = 86_400_000;
const retention = { fine: 2 * day, middle: 14 * day, coarse: 90 * day };
const start = Math.floor(t0 / 600_000) * 600_000;

function bucket(at: number, worst: number, more: Partial<LagBucket> = {}): LagBucket {
  const figures = { worst, last: Math.floor(worst / 2) };
  return {
    cluster: 'orders',
    node: 's1',
    at,
    bytes: figures,
    timeMs: null,
    atLeast: false,
    ...more,
  };
}

describe.each(places)('the history of lag in a store that is %s', (kind) => {
  const place = operationsAt(kind);

  const read = (cluster: string, storedStepMs: number, stepMs = storedStepMs) =>
    place.store.lag.read({ cluster, storedStepMs, stepMs, from: start, to: start + day });

  it('gives back what was written, however often it is said', async () => {
    const written = [bucket(start, 10), bucket(start + 10_000, 20, { node: 's2', atLeast: true })];
    await place.store.lag.write(written);
    await place.store.lag.write(written);
    expect(await read('orders', 10_000)).toEqual(written);
    expect(await read('nowhere', 10_000)).toEqual([]);
  });

  it('completes a span that another process began', async () => {
    const cluster = 'begun';
    await place.store.lag.write([bucket(start, 10, { cluster })]);
    const further = { cluster, timeMs: { worst: 7, last: 1 } };
    await place.store.lag.write([bucket(start, 4, further)]);
    expect(await read(cluster, 10_000)).toEqual([
      bucket(start, 10, { ...further, bytes: { worst: 10, last: 2 } }),
    ]);
  });

  it('is laid into longer spans, those that came late too, and leaves gaps', async () => {
    const cluster = 'folded';
    await place.store.lag.write([
      bucket(start, 10, { cluster }),
      bucket(start + 50_000, 30, { cluster }),
      bucket(start + 900_000, 5, { cluster }),
    ]);
    await place.store.lag.tidy(start + day, retention);
    const minutes = [
      [0, 30],
      [900_000, 5],
    ];
    const worst = (buckets: readonly LagBucket[]) =>
      buckets.map(({ at, bytes }) => [at - start, bytes?.worst]);
    expect(worst(await read(cluster, 60_000))).toEqual(minutes);
    expect(worst(await read(cluster, 600_000))).toEqual([
      [0, 30],
      [600_000, 5],
    ]);
    expect((await read(cluster, 60_000))[0]?.bytes?.last).toBe(15);

    await place.store.lag.write([bucket(start + 40_000, 99, { cluster })]);
    await place.store.lag.tidy(start + day, retention);
    expect(worst(await read(cluster, 60_000))).toEqual([
      [0, 99],
      [900_000, 5],
    ]);
    expect(worst(await read(cluster, 10_000, 600_000))).toEqual([
      [0, 99],
      [600_000, 5],
    ]);
  });

  it('is forgotten by and by, the finest first', async () => {
    const cluster = 'forgotten';
    await place.store.lag.write([
      bucket(start, 1, { cluster }),
      bucket(start + day / 2, 2, { cluster }),
    ]);
    await place.store.lag.tidy(start + day, retention);
    expect(await place.store.lag.tidy(start + 2 * day + 1, retention)).toBeGreaterThan(0);
    expect(await read(cluster, 10_000)).toHaveLength(1);
    expect(await read(cluster, 60_000)).toHaveLength(2);
    await place.store.lag.tidy(start + 20 * day, retention);
    expect(await read(cluster, 60_000)).toHaveLength(0);
    expect(await read(cluster, 600_000)).toHaveLength(2);
    await place.store.lag.tidy(start + 91 * day, retention);
    expect(await read(cluster, 600_000)).toHaveLength(0);
  });

  it('takes up a few megabytes a standby', async () => {
    const cluster = 'measured';
    for (let hour = 0; hour < 24; hour += 1) {
      await place.store.lag.write(
        Array.from({ length: 360 }, (_, index) =>
          bucket(start + hour * 3_600_000 + index * 10_000, 1 + index, {
            cluster,
            timeMs: { worst: 5, last: 3 },
          }),
        ),
      );
    }
    // docs/operating.md says what a standby takes up in a day.
    const [size] = await place.place.sql<{ rows: number; bytes: number }>(
      `select count(*)::int as rows, pg_total_relation_size('pgrepl.lag_buckets')::int as bytes
         from pgrepl.lag_buckets`,
    );
    expect(size?.rows).toBe(8_640);
    expect((size?.bytes ?? 0) / (size?.rows ?? 1)).toBeLessThan(150);
  });
});
