import { describe, expect, it } from 'vitest';

import { lsn } from '../testing/observations.js';
import type { SegmentInput } from './awaited-segment.js';
import { awaitedSegment } from './awaited-segment.js';

function awaited(replayed: string, primary: string | null, changes: Partial<SegmentInput> = {}) {
  return awaitedSegment({
    replayLsn: lsn(replayed),
    timeline: 1,
    segmentBytes: 16 * 1024 ** 2,
    primaryLsn: primary === null ? null : lsn(primary),
    isPast: false,
    ...changes,
  });
}

describe('the file that a standby of an archive needs next', () => {
  it('is the one that its position lies in, and bears PostgreSQL’s name for it', () => {
    expect(awaited('0/3000000', '0/3000100').file).toBe('000000010000000000000003');
    expect(awaited('2A/FE123456', null, { timeline: 26 }).file).toBe('0000001A0000002A000000FE');
    const gigabyte = { segmentBytes: 1024 ** 3 };
    expect(awaited('1/C0000000', null, gigabyte).file).toBe('000000010000000100000003');
  });

  it('is the next one if all but the record at the end was replayed', () => {
    expect(awaited('0/3FFFF80', '0/4000100').file).toBe('000000010000000000000004');
    expect(awaited('0/FFFFFF80', null).file).toBe('000000010000000100000000');
  });

  it('is there to be had as soon as the primary has gone beyond it', () => {
    expect(awaited('0/3000000', '0/3FFFFFF').isComplete).toBe(false);
    expect(awaited('0/3000000', '0/4000000').isComplete).toBe(true);
    expect(awaited('0/3FFFF80', '0/4000100').isComplete).toBe(false);
  });

  it('may be complete or not where nobody knows how far the primary is', () => {
    expect(awaited('0/3000000', null).isComplete).toBeNull();
    expect(awaited('0/3000000', '0/3FFFFFF', { isPast: true }).isComplete).toBeNull();
    expect(awaited('0/3000000', '0/4000000', { isPast: true }).isComplete).toBe(true);
  });
});
