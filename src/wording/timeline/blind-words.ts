import type { EpochMs } from '../../replication/observation.js';
import { formatDuration, formatUtcTime } from '../units.js';

/**
 * What a timeline says of a time in which pgrepl was not there.
 *
 * @param isExact false where it may have gone some seconds after `from`
 */
export function blindWords(from: EpochMs, to: EpochMs, isExact: boolean): string {
  const about = isExact ? '' : 'about ';
  return `pgrepl did not watch from ${about}${formatUtcTime(from, to)} to ${formatUtcTime(to)} (${formatDuration(to - from)}): what happened in between is not on this timeline.`;
}
