import { expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aTopology } from '../../replication/testing/topologies.js';
import { aSnapshot } from '../../wording/testing/incidents.js';
import { WatchTime } from './watch-time.js';

it('counts the time between looks, and none in which nobody looked', () => {
  const watch = new WatchTime();
  watch.note([aSnapshot({ topology: null })]);
  expect(watch.within('orders', 0, testNow)).toBe(0);
  for (const seconds of [0, 5, 5, 10, 60, 75]) {
    watch.note([aSnapshot({ topology: aTopology({ at: testNow + seconds * 1000 }) })]);
  }
  expect(watch.within('orders', testNow - 1000, testNow + 100_000)).toBe(25_000);
  expect(watch.within('orders', testNow + 5_000, testNow + 70_000)).toBe(15_000);
  expect(watch.within('billing', testNow, testNow + 100_000)).toBe(0);
});

it('counts what is on record of earlier processes, and what two of them watched once', () => {
  const watch = new WatchTime();
  for (const seconds of [60, 70, 80]) {
    watch.note([aSnapshot({ topology: aTopology({ at: testNow + seconds * 1000 }) })]);
  }
  const spanOf = (from: number, at: number) => ({
    cluster: 'orders',
    from: testNow + from * 1000,
    at: testNow + at * 1000,
  });
  const recorded = [spanOf(0, 40), spanOf(20, 50), spanOf(60, 75)];
  expect(watch.within('orders', testNow, testNow + 100_000, recorded)).toBe(70_000);
  expect(watch.within('orders', testNow + 30_000, testNow + 65_000, recorded)).toBe(25_000);
});

it('takes longer pauses for watching where polls are far apart', () => {
  const watch = new WatchTime();
  for (const seconds of [0, 60]) {
    const topology = aTopology({ at: testNow + seconds * 1000 });
    watch.note([aSnapshot({ topology, pollEveryMs: 60_000 })]);
  }
  expect(watch.within('orders', testNow, testNow + 60_000)).toBe(60_000);
});
