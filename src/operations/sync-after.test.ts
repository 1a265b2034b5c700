import { describe, expect, it } from 'vitest';

import { Random } from '../replication/testing/random.js';
import { demandOf, successionNames } from './sync-after.js';
import type { SuccessionQuestion } from './sync-after.js';

/** `s1` takes over from `pg1`, which comes back; `s2` follows. */
function after(before: string, changes: Partial<SuccessionQuestion> = {}): string {
  const names = successionNames({
    before,
    major: 18,
    target: 's1',
    primary: 'pg1',
    ready: ['s2'],
    returns: true,
    ...changes,
  });
  return names === null ? 'unreadable' : `${names.atPromotion} → ${names.after}`;
}

describe('successionNames', () => {
  it.each<[string, Partial<SuccessionQuestion>, string]>([
    ['FIRST 1 (s1, s2)', {}, 'FIRST 1 (s2) → FIRST 1 (pg1, s2)'],
    ['s1,s2', {}, 's2 → pg1, s2'],
    ['"s1", "s2"', {}, '"s2" → pg1, "s2"'],
    ['S1, s2', {}, 's2 → pg1, s2'],
    ['first 1 (s1,s2)', { primary: 'pg-1' }, 'FIRST 1 (s2) → FIRST 1 ("pg-1", s2)'],
    ['ANY 1 (s1, s2)', {}, 'ANY 1 (s2) → ANY 1 (pg1, s2)'],
    ['ANY 2 (s1, s2, s3)', { ready: ['s2', 's3'] }, 'ANY 2 (s2, s3) → ANY 2 (pg1, s2, s3)'],
    ['ANY 2 (s1, s2, s3)', {}, 'ANY 1 (s2, s3) → ANY 2 (pg1, s2, s3)'],
    ['FIRST 2 (s1, s2)', {}, 'FIRST 1 (s2) → FIRST 2 (pg1, s2)'],
    ['2 (s1, s2)', { ready: [] }, ' → 1 (pg1, s2)'],
    ['s1', { ready: [] }, ' → pg1'],
    ['s1', {}, ' → pg1'],
    // The target was asynchronous: nothing changes.
    ['s2', {}, 's2 → s2'],
    ['FIRST 1 (s2,s3)', {}, 'FIRST 1 (s2,s3) → FIRST 1 (s2,s3)'],
    // The same list everywhere: nothing changes as long as somebody else is there.
    ['FIRST 1 (pg1, s1,s2)', {}, 'FIRST 1 (pg1, s1,s2) → FIRST 1 (pg1, s1,s2)'],
    ['FIRST 1 (pg1, s1)', {}, ' → FIRST 1 (pg1, s1)'],
    ['FIRST 2 (pg1, s1, s2)', {}, 'FIRST 1 (s2) → FIRST 2 (pg1, s1, s2)'],
    ['*', {}, '* → *'],
    ['2 (*)', {}, '1 (*) → 2 (*)'],
    ['*', { ready: [] }, ' → *'],
    // A standby that is not there is neither counted nor forgotten.
    ['FIRST 1 (s1, s9, s2)', {}, 'FIRST 1 (s9, s2) → FIRST 1 (pg1, s9, s2)'],
    // Nobody comes back: what can be satisfied without it stays.
    ['FIRST 1 (s1, s2)', { returns: false }, 'FIRST 1 (s2) → FIRST 1 (s2)'],
    ['FIRST 2 (s1, s2)', { returns: false }, 'FIRST 1 (s2) → FIRST 1 (s2)'],
    ['s1', { returns: false }, ' → '],
    ['FIRST 1 (s1, s2)', { primary: null }, 'FIRST 1 (s2) → FIRST 1 (s2)'],
    ['s1, s2', { major: 9 }, 's2 → pg1, s2'],
    ['s1 s2', {}, 'unreadable'],
  ])('%j with %j', (before, changes, expected) => {
    expect(after(before, changes)).toBe(expected);
  });

  it('never hangs, and never waits for fewer than it can, in 1000 generated clusters', () => {
    const random = new Random(5);
    const everybody = ['pg1', 's1', 's2', 's3', 's4'];
    for (let run = 0; run < 1000; run += 1) {
      const listed = random.shuffle(everybody).slice(0, random.integer(1, 5));
      const required = random.integer(1, 4);
      const before = `${random.pick(['FIRST', 'ANY'])} ${required} (${listed.join(', ')})`;
      const ready = ['s2', 's3', 's4'].filter(() => random.next() < 0.6);
      const returns = random.next() < 0.7;
      const names = successionNames({
        before,
        major: 18,
        target: 's1',
        primary: 'pg1',
        ready,
        returns,
      });
      if (names === null) throw new Error(before);
      const able = ready.filter((name) => listed.includes(name)).length;
      const first = demandOf(names.atPromotion, 18, ready);
      expect(first?.required).toBe(Math.min(required, able));
      expect(first?.present).toBeGreaterThanOrEqual(first?.required ?? 99);
      const there = returns ? [...ready, 'pg1'] : ready;
      const last = demandOf(names.after, 18, there);
      expect(last?.present).toBeGreaterThanOrEqual(last?.required ?? 99);
      expect(last?.required).toBeGreaterThanOrEqual(first?.required ?? 99);
    }
  });
});
