import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../../src/store/index.js';
import { incident, of, silence, t0 } from './support/changes.js';
import { embeddedPlace, open, type StorePlace } from './support/stores.js';

let place: StorePlace;
let store: Store;

beforeAll(async () => {
  place = await embeddedPlace();
  store = await open(place.location);
});

afterAll(async () => {
  await store.close();
  await place.remove();
});

it('numbers silences apart from incidents, in order, once and for all', async () => {
  const [first, second] = [silence(), silence()];
  const one = incident();
  const { numbers } = await store.apply([
    of.silence(first),
    of.incident(one),
    of.silence({ ...first, begunAt: t0 }),
    of.silence(second),
  ]);
  expect([first, second].map(({ id }) => numbers.get(id))).toEqual([1, 2]);
  expect(numbers.get(one.id)).toBe(1);
  const again = await store.apply([of.silence(second), of.silence(silence())]);
  expect([...again.numbers.values()].toSorted()).toEqual([2, 3]);
});

it('gives back those that stand with all that was said, and forgets those that ended before', async () => {
  const stands = silence({
    scope: { kind: 'finding', finding: 'replication-lag', node: 's1' },
    reason: 'a backup; "quotes", <!channel> & more',
    begunAt: t0,
  });
  const ended = silence({ endedAt: t0 + 10, endedBy: 'slack:T1/U3', begunAt: t0 });
  const long = silence({ endedAt: t0 - 10, scope: { kind: 'node', node: 's2' } });
  const scoped = silence({ scope: { kind: 'incident', incidentId: incident().id, number: null } });
  const { numbers } = await store.apply([stands, ended, long, scoped].map(of.silence));
  const { silences } = await store.load(t0);
  const numbered = [stands, ended, scoped].map((each) => ({
    ...each,
    number: numbers.get(each.id),
  }));
  for (const each of numbered) expect(silences).toContainEqual(each);
  expect(silences.map(({ id }) => id)).not.toContain(long.id);
});
