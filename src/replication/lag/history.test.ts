import { describe, expect, it } from 'vitest';

import type { Lsn } from '../lsn.js';
import { aHistory } from '../testing/clusters.js';
import { lsn, testNow } from '../testing/observations.js';
import { Random } from '../testing/random.js';
import type { LsnHistory } from './history.js';
import { addSample, emptyHistory, historyReachMs, passedAt, sampleNearest } from './history.js';

function positions(history: LsnHistory): readonly (readonly [number, bigint])[] {
  return history.samples.map(({ at, lsn: position }) => [at - testNow, position]);
}

describe('passedAt', () => {
  it('knows nothing without a history', () => {
    expect(passedAt(emptyHistory, lsn('0/1'), testNow)).toBeNull();
  });

  it('is 0 at the primary’s last position, however long that is ago', () => {
    const history = aHistory([-3_000_000, '0/100'], [0, '0/100']);
    expect(passedAt(history, lsn('0/100'), testNow)).toEqual({ agoMs: 0, lowerBound: false });
  });

  it('is 0 for a standby that is ahead of the last sample', () => {
    expect(passedAt(aHistory([-5_000, '0/100']), lsn('0/180'), testNow)).toEqual({
      agoMs: 0,
      lowerBound: false,
    });
  });

  it('goes between two samples in proportion', () => {
    const history = aHistory([-4_000, '0/1000'], [-2_000, '0/2000'], [0, '0/3000']);
    expect(passedAt(history, lsn('0/1800'), testNow)?.agoMs).toBe(3_000);
    expect(passedAt(history, lsn('0/2800'), testNow)?.agoMs).toBe(1_000);
  });

  it('grows while a standby stands still and the primary writes', () => {
    const standing = lsn('0/1800');
    let history = aHistory([-4_000, '0/1000'], [-2_000, '0/2000']);
    const before = passedAt(history, standing, testNow - 2_000)?.agoMs ?? 0;
    history = addSample(history, { at: testNow, lsn: lsn('0/9000') });
    expect(passedAt(history, standing, testNow)?.agoMs).toBe(before + 2_000);
  });

  it('says "at least" for what was passed before the history begins', () => {
    const history = aHistory([-4_000, '0/1000'], [0, '0/2000']);
    expect(passedAt(history, lsn('0/800'), testNow)).toEqual({ agoMs: 4_000, lowerBound: true });
  });

  it('does not count the rest of an idle primary as lag after its first write', () => {
    const rested = aHistory([-600_000, '0/1000'], [-300_000, '0/1000'], [-2_000, '0/1000']);
    const wrote = addSample(rested, { at: testNow, lsn: lsn('0/1040') });
    expect(passedAt(wrote, lsn('0/1000'), testNow)).toEqual({ agoMs: 0, lowerBound: false });
    expect(passedAt(wrote, lsn('0/1000'), testNow + 2_000)?.agoMs).toBe(2_000);
  });

  it('is never negative for a moment before the newest sample', () => {
    const history = aHistory([-2_000, '0/1000'], [0, '0/2000']);
    expect(passedAt(history, lsn('0/1F00'), testNow - 1_500)?.agoMs).toBe(0);
  });

  it('is off by one poll at most, for 200 histories of bursts and rests', () => {
    const random = new Random(7);
    for (let run = 0; run < 200; run += 1) {
      const pollMs = 2_000;
      // The truth, every 100 ms; pgrepl sees every twentieth of it.
      const truth: { at: number; lsn: Lsn }[] = [];
      let position = 0x1000n;
      for (let at = testNow - 60_000; at <= testNow; at += 100) {
        if (random.next() < 0.3) position += BigInt(random.integer(0, 5_000));
        truth.push({ at, lsn: position as Lsn });
      }
      const history = truth
        .filter((_, index) => index % (pollMs / 100) === 0)
        .reduce(addSample, emptyHistory);
      const newest = history.samples.at(-1);
      const standby = random.pick(truth);
      if (newest === undefined || standby.lsn >= newest.lsn) continue;
      const wentBeyond = truth.find(({ lsn: written }) => written > standby.lsn);
      const trueAgoMs = testNow - (wentBeyond?.at ?? testNow);
      const passed = passedAt(history, standby.lsn, testNow);
      expect(Math.abs((passed?.agoMs ?? Infinity) - trueAgoMs)).toBeLessThanOrEqual(pollMs);
    }
  });
});

describe('addSample', () => {
  it('changes nothing for a sample that is not younger', () => {
    const history = aHistory([-2_000, '0/1000'], [0, '0/2000']);
    expect(addSample(history, { at: testNow, lsn: lsn('0/3000') })).toBe(history);
    expect(addSample(history, { at: testNow - 5, lsn: lsn('0/1500') })).toBe(history);
  });

  it('leaves what it was given as it was', () => {
    const history = aHistory([-2_000, '0/1000']);
    addSample(history, { at: testNow, lsn: lsn('0/2000') });
    expect(history.samples).toHaveLength(1);
  });

  it('keeps of a rest its beginning and its end', () => {
    const history = aHistory(
      [-8_000, '0/1000'],
      [-6_000, '0/1000'],
      [-4_000, '0/1000'],
      [0, '0/1000'],
    );
    expect(positions(history)).toEqual([
      [-8_000, 0x1000n],
      [0, 0x1000n],
    ]);
  });

  it('forgets what lies beyond a position that a promotion went back to', () => {
    const history = aHistory(
      [-6_000, '0/1000'],
      [-4_000, '0/2000'],
      [-2_000, '0/3000'],
      [0, '0/2800'],
    );
    expect(positions(history)).toEqual([
      [-6_000, 0x1000n],
      [-4_000, 0x2000n],
      [0, 0x2800n],
    ]);
    // What a follower of the new timeline has replayed was passed on the old one.
    expect(passedAt(history, lsn('0/2000'), testNow + 1_000)?.agoMs).toBe(1_000);
    expect(passedAt(history, lsn('0/1000'), testNow + 1_000)?.agoMs).toBe(5_000);
  });

  it('reaches an hour back, with no gap above 15 s, in some hundred samples', () => {
    let history = emptyHistory;
    for (let at = 0; at <= 3 * historyReachMs; at += 2_000) {
      history = addSample(history, { at, lsn: BigInt(at) as Lsn });
    }
    const { samples } = history;
    const now = 3 * historyReachMs;
    expect(samples.length).toBeLessThan(600);
    expect(samples[0]?.at).toBeLessThanOrEqual(now - historyReachMs);
    expect(samples[0]?.at).toBeGreaterThan(now - historyReachMs - 15_001);
    const gaps = samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15_000);
    const young = samples.filter(({ at }) => at > now - 600_000);
    expect(young).toHaveLength(300);
    expect(passedAt(history, BigInt(now - 3_000_000) as Lsn, now)?.agoMs).toBe(3_000_000);
  });
});

describe('sampleNearest', () => {
  it('takes the sample before or after, whichever is nearer', () => {
    const history = aHistory([-4_000, '0/1000'], [-2_000, '0/2000'], [0, '0/3000']);
    expect(sampleNearest(history, testNow - 2_900)?.lsn).toBe(lsn('0/2000'));
    expect(sampleNearest(history, testNow - 3_100)?.lsn).toBe(lsn('0/1000'));
    expect(sampleNearest(history, testNow + 9_000)?.lsn).toBe(lsn('0/3000'));
    expect(sampleNearest(emptyHistory, testNow)).toBeNull();
  });
});
