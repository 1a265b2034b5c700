import { expect, it } from 'vitest';
import type { StoreChange } from '../../../src/incidents/record.js';
import { t0 } from './support/changes.js';
import { operationsAt } from './support/operations-at.js';

const place = operationsAt('embedded');
const hour = 3_600_000;

const watched = (cluster: string, from: number, at: number): StoreChange => ({
  kind: 'watched',
  watched: { cluster, from: t0 + from, at: t0 + at },
});

it('keeps when each cluster was watched for a day, however often that is said', async () => {
  const { store } = place;
  await store.apply([
    watched('orders', 0, hour),
    watched('orders', 2 * hour, 3 * hour),
    watched('orders', 0, hour + 1),
    watched('billing', 0, hour),
  ]);
  // From the backlog of an outage: what was said later stands.
  await store.apply([watched('orders', 0, 5)]);
  const { watched: last, watchedSpans } = await store.load(t0);
  expect(last).toEqual([
    { cluster: 'billing', at: t0 + hour },
    { cluster: 'orders', at: t0 + 3 * hour },
  ]);
  expect(watchedSpans).toEqual([
    { cluster: 'billing', from: t0, at: t0 + hour },
    { cluster: 'orders', from: t0, at: t0 + hour + 1 },
    { cluster: 'orders', from: t0 + 2 * hour, at: t0 + 3 * hour },
  ]);
  await store.apply([watched('orders', 28 * hour, 28 * hour)]);
  expect((await store.load(t0)).watchedSpans).toEqual([
    { cluster: 'billing', from: t0, at: t0 + hour },
    { cluster: 'orders', from: t0 + 2 * hour, at: t0 + 3 * hour },
    { cluster: 'orders', from: t0 + 28 * hour, at: t0 + 28 * hour },
  ]);
});
