import type { EpochMs } from '../../replication/observation.js';
import { nextTimeOfDay, type MinuteOfDay } from './time-of-day.js';

/** When a channel is told how the last day was. */
export interface DigestRules {
  readonly at: MinuteOfDay;
  /** An IANA name. */
  readonly timeZone: string;
  /** What to do on a day on which there is nothing to say. */
  readonly nothingToSay: 'line' | 'silence';
}

/** The next moment after `after` at which it is due. */
export function nextDigest({ at, timeZone }: DigestRules, after: EpochMs): EpochMs {
  return nextTimeOfDay(at, timeZone, after);
}

/** Longer than the longest day and shorter than two of the shortest, ms. */
const moreThanADay = 26 * 3_600_000;

/** The day that a digest of this moment is about: since the one before, 23 to 25 hours. */
export function digestSpan(
  { at, timeZone }: DigestRules,
  due: EpochMs,
): { readonly from: EpochMs; readonly to: EpochMs } {
  return { from: nextTimeOfDay(at, timeZone, due - moreThanADay), to: due };
}
