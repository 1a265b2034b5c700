import type { Lsn } from './lsn.js';
import { parseLsn } from './lsn.js';

/** Timeline, then the upper half of the position, then the number of the segment below it. */
const pattern = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})(\.partial)?$/;

/**
 * Where the WAL in a file begins, by the file's name; undefined for what holds no WAL, as a
 * timeline's history and a backup's label.
 *
 * @param segmentBytes `wal_segment_size`, bytes
 */
export function walFileStart(file: string, segmentBytes: number): Lsn | undefined {
  const [, upper, segment] = pattern.exec(file) ?? [];
  if (upper === undefined || segment === undefined) return undefined;
  const offset = Number.parseInt(segment, 16) * segmentBytes;
  return offset > 0xffff_ffff ? undefined : parseLsn(`${upper}/${offset.toString(16)}`);
}

/** The number of the segment that holds a position, counted from 0/0. */
export function segmentOf(lsn: Lsn, segmentBytes: number): bigint {
  return lsn / BigInt(segmentBytes);
}
