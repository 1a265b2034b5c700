import { describe, expect, it } from 'vitest';
import { bucketOf, coarser, merged } from './buckets.js';
import { steps, type LagBucket } from './model.js';
import { historySpan, stepFor, storedParts } from './range.js';

const t0 = Date.UTC(2026, 2, 1, 3, 0, 0);
const day = 86_400_000;
const retention = { fine: 2 * day, middle: 14 * day, coarse: 90 * day };

function bucket(at: number, bytes: number | null, timeMs: number | null = bytes): LagBucket {
  return bucketOf('orders', { node: 's1', bytes, timeMs, atLeast: false }, at, steps.fine);
}

describe('buckets', () => {
  it('begin at multiples of their length', () => {
    expect(bucket(t0 + 9_999, 1).at).toBe(t0);
    expect(bucket(t0 + 10_000, 1).at).toBe(t0 + 10_000);
  });

  it('keep the worst and the last, and do not let what is not known become nothing', () => {
    const both = merged(bucket(t0, 5), bucket(t0 + 2_000, 3));
    expect(both.bytes).toEqual({ worst: 5, last: 3 });
    expect(merged(both, bucket(t0 + 4_000, null, 7))).toMatchObject({
      bytes: { worst: 5, last: 3 },
      timeMs: { worst: 7, last: 7 },
    });
    expect(merged(bucket(t0, null), bucket(t0, null)).bytes).toBeNull();
  });

  it('are laid into longer ones, where a gap stays one', () => {
    const long = coarser(
      [bucket(t0, 1), bucket(t0 + 50_000, 9), bucket(t0 + 120_000, 2)],
      steps.middle,
    );
    expect(long.map(({ at, bytes }) => [at - t0, bytes])).toEqual([
      [0, { worst: 9, last: 9 }],
      [120_000, { worst: 2, last: 2 }],
    ]);
  });

  it('of several standbys stay apart', () => {
    const other = { ...bucket(t0, 4), node: 's2' };
    expect(coarser([bucket(t0, 1), other], steps.coarse)).toHaveLength(2);
  });
});

describe('the range of a history', () => {
  it('has spans of which a picture has room for all', () => {
    expect(stepFor(10 * 60_000, 240)).toBe(10_000);
    expect(stepFor(6 * 3_600_000, 240)).toBe(120_000);
    expect(stepFor(90 * day, 240)).toBe(43_200_000);
    expect(stepFor(365 * day, 240)).toBe(86_400_000);
  });

  it('is read from the finest that is still kept of each part, without a hole or an overlap', () => {
    for (const spanMs of [600_000, day, 3 * day, 20 * day, 90 * day]) {
      const now = t0 + 123_456;
      const parts = storedParts(now - spanMs, now, now, retention);
      expect(parts[0]?.from).toBeLessThanOrEqual(now - spanMs);
      expect(parts.at(-1)).toMatchObject({ stepMs: steps.fine, to: now });
      for (const [index, part] of parts.entries()) {
        expect(part.from % part.stepMs).toBe(0);
        if (index > 0) expect(part.from).toBe(parts[index - 1]?.to);
      }
      expect(parts).toHaveLength(spanMs <= day ? 1 : spanMs <= 3 * day ? 2 : 3);
    }
  });

  it('has no spans that no look falls into', () => {
    const hour = 3_600_000;
    expect(historySpan(t0, t0 + hour, 2_000).stepMs).toBe(20_000);
    expect(historySpan(t0, t0 + hour, 60_000).stepMs).toBe(120_000);
    expect(historySpan(t0 + 1, t0 + 600_000, 0)).toEqual({
      from: t0,
      to: t0 + 600_000,
      stepMs: 10_000,
    });
  });

  it('needs only the longest of what lies far back', () => {
    const parts = storedParts(t0 - 80 * day, t0 - 70 * day, t0, retention);
    expect(parts.map(({ stepMs }) => stepMs)).toEqual([steps.coarse]);
  });
});
