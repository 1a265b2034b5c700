import type { EpochMs } from '../../replication/observation.js';
import { localTime, nextTimeOfDay, type MinuteOfDay } from './time-of-day.js';

/** When a mere warning can wait: from a time of day up to, but not including, another. */
export interface QuietHours {
  readonly from: MinuteOfDay;
  /** Earlier than `from` where they last over midnight. */
  readonly to: MinuteOfDay;
  /** An IANA name. */
  readonly timeZone: string;
}

/** True within them. */
export function isQuiet(hours: QuietHours | null, now: EpochMs): boolean {
  if (hours === null) return false;
  const { from, to } = hours;
  const { minute } = localTime(now, hours.timeZone);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** When the quiet hours that it is in are over; null outside of them. */
export function quietUntil(hours: QuietHours | null, now: EpochMs): EpochMs | null {
  if (hours === null || !isQuiet(hours, now)) return null;
  return nextTimeOfDay(hours.to, hours.timeZone, now);
}
