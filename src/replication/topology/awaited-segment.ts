import type { Lsn } from '../lsn.js';

/** The file of WAL that a standby needs next, if it reads whole files from an archive. */
export interface AwaitedSegment {
  /** As PostgreSQL names it: timeline and position, 24 hexadecimal digits. */
  readonly file: string;
  /** True if the primary has gone beyond it; false if it still writes it; null if nobody knows. */
  readonly isComplete: boolean | null;
}

export interface SegmentInput {
  readonly replayLsn: Lsn;
  readonly timeline: number;
  /** `wal_segment_size`, bytes. */
  readonly segmentBytes: number;
  /** Where the primary is, or was when last seen; null if it never was. */
  readonly primaryLsn: Lsn | null;
  /** True if that is where it was. */
  readonly isPast: boolean;
}

/** How many segments one number in the middle of a file's name stands for, times their size. */
const logFileBytes = 0x1_0000_0000n;

/**
 * A standby that has replayed a whole file stands a little before its end, if a record goes on in
 * the next one: so near the end it is the next one that it needs.
 */
export function awaitedSegment(input: SegmentInput): AwaitedSegment {
  const { replayLsn, timeline, primaryLsn, isPast } = input;
  const size = BigInt(input.segmentBytes);
  const number = (replayLsn + size / 16n) / size;
  const perLog = logFileBytes / size;
  const parts = [BigInt(timeline), number / perLog, number % perLog];
  const isBeyond = primaryLsn !== null && primaryLsn >= (number + 1n) * size;
  return {
    file: parts.map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join(''),
    isComplete: isBeyond || (primaryLsn !== null && !isPast ? false : null),
  };
}
