import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aPrimaryView, aStandbyView, aTopology } from '../../replication/testing/topologies.js';
import { RecentLag } from './recent.js';

const fineMs = 10_000;
const minuteMs = 60_000;

/** Looks every ten seconds, `writes` or not, for so long. */
function watched(recent: RecentLag, ms: number, writes: boolean): number {
  let now = testNow;
  for (; now < testNow + ms; now += fineMs) {
    const nodes = [aPrimaryView('pg1'), aStandbyView('s1', 'pg1')];
    recent.take(aTopology({ at: now, nodes }));
    if (writes) recent.written(recent.unwritten(now + fineMs, 1_000));
    recent.forget(now);
  }
  return now;
}

const held = (recent: RecentLag): number => recent.between('orders', 0, testNow * 2).length;

describe('the lag of the last minutes', () => {
  it('is all that is held while the store takes it', () => {
    const recent = new RecentLag();
    watched(recent, 120 * minuteMs, true);
    expect(held(recent)).toBeLessThanOrEqual(92);
    expect(held(recent)).toBeGreaterThan(80);
  });

  it('is held longer while the store is away, and let go once it has it', () => {
    const recent = new RecentLag();
    const now = watched(recent, 120 * minuteMs, false);
    expect(held(recent)).toBe(720);
    recent.written(recent.unwritten(now, 100_000));
    recent.forget(now);
    expect(held(recent)).toBeLessThanOrEqual(92);
  });

  it('is given up after six hours that the store was away', () => {
    const recent = new RecentLag();
    watched(recent, 7 * 60 * minuteMs, false);
    expect(held(recent)).toBeLessThanOrEqual(6 * 360 + 1);
  });
});
