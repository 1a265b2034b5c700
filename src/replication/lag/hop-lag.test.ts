import { describe, expect, it } from 'vitest';

import { aHistory } from '../testing/clusters.js';
import { aWalSender, lsn, testNow } from '../testing/observations.js';
import { emptyHistory } from './history.js';
import type { LagInput } from './hop-lag.js';
import { hopLag } from './hop-lag.js';

const history = aHistory([-4_000, '0/1000'], [-2_000, '0/2000'], [0, '0/3000']);

function lag(changes: Partial<LagInput> = {}): ReturnType<typeof hopLag> {
  return hopLag({
    receivedLsn: lsn('0/3000'),
    replayLsn: lsn('0/2800'),
    at: testNow,
    history,
    upstream: 'primary',
    senderRow: null,
    mayHaveDiverged: false,
    isHistoryPast: false,
    ...changes,
  });
}

describe('hopLag', () => {
  it('gives bytes and time of what is not replayed', () => {
    expect(lag()).toEqual({
      replayBytes: 0x800,
      receiveBytes: 0,
      hopBytes: 0x800,
      isLowerBound: false,
      timeMs: 1_000,
      timeIsLowerBound: false,
      reported: null,
      at: testNow,
    });
  });

  it('counts a hop below another standby from what that one has', () => {
    expect(lag({ upstream: lsn('0/2900') }).hopBytes).toBe(0x100);
    expect(lag({ upstream: null }).hopBytes).toBeNull();
  });

  it('is 0 for a standby that is ahead of the primary’s last sample', () => {
    const ahead = lag({ receivedLsn: lsn('0/3100'), replayLsn: lsn('0/3100') });
    expect(ahead).toMatchObject({ replayBytes: 0, receiveBytes: 0, hopBytes: 0, timeMs: 0 });
  });

  it('is unknown, and not 0, for one that is ahead and may have diverged', () => {
    const input = { receivedLsn: lsn('0/3100'), replayLsn: lsn('0/3100'), mayHaveDiverged: true };
    expect(lag(input)).toMatchObject({ replayBytes: null, receiveBytes: null, timeMs: null });
  });

  it('is unknown without a position, and without a primary to measure against', () => {
    expect(lag({ receivedLsn: null, replayLsn: null })).toMatchObject({
      replayBytes: null,
      receiveBytes: null,
      hopBytes: null,
      timeMs: null,
    });
    expect(lag({ history: emptyHistory })).toMatchObject({ replayBytes: null, timeMs: null });
  });

  it('is "at least" what the history reaches back', () => {
    expect(lag({ replayLsn: lsn('0/800') })).toMatchObject({
      timeMs: 4_000,
      timeIsLowerBound: true,
    });
  });

  it('does not count what the primary wrote after the standby was read', () => {
    expect(lag({ replayLsn: lsn('0/2000'), at: testNow - 1_800 })).toMatchObject({
      replayBytes: 0,
      timeMs: 0,
    });
  });

  it('carries PostgreSQL’s own figures beside ours', () => {
    const row = aWalSender('s1', { writeLagMs: 1, flushLagMs: 2, replayLagMs: 3 }).details;
    expect(lag({ senderRow: row }).reported).toEqual({ writeMs: 1, flushMs: 2, replayMs: 3 });
  });
});
