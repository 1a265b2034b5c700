import { describe, expect, it } from 'vitest';

import { aHistory } from '../testing/clusters.js';
import { testNow } from '../testing/observations.js';
import { emptyHistory } from './history.js';
import { writeRate } from './write-rate.js';

describe('how fast the primary writes', () => {
  it('is what it wrote by the time it took', () => {
    const history = aHistory([-20_000, '0/1000000'], [-10_000, '0/1000000'], [0, '0/1100000']);
    const rate = writeRate(history, testNow);
    expect(rate).toEqual({ bytesPerSecond: 0x100000 / 20, overMs: 20_000 });
  });

  it('is nothing for a primary at rest, and is known', () => {
    const history = aHistory([-60_000, '0/1000000'], [0, '0/1000000']);
    expect(writeRate(history, testNow)).toEqual({ bytesPerSecond: 0, overMs: 60_000 });
  });

  it('looks back on five minutes: a rest before them does not lower it, writes before do not count', () => {
    const rested = aHistory([-3_000_000, '0/1000000'], [-60_000, '0/1000000'], [0, '0/1012C00']);
    expect(writeRate(rested, testNow)).toEqual({ bytesPerSecond: 256, overMs: 300_000 });
    const steady = aHistory([-600_000, '0/0'], [0, '0/258000']);
    expect(writeRate(steady, testNow)?.bytesPerSecond).toBeCloseTo(0x258000 / 600);
  });

  it('is not known over a moment, without a history, or of a primary that has not been seen lately', () => {
    expect(writeRate(emptyHistory, testNow)).toBeNull();
    expect(writeRate(aHistory([-500, '0/1000000'], [0, '0/2000000']), testNow)).toBeNull();
    const old = aHistory([-900_000, '0/1000000'], [-600_000, '0/2000000']);
    expect(writeRate(old, testNow)).toBeNull();
  });
});
