import type { EpochMs } from '../../replication/observation.js';
import { localTime, type MinuteOfDay } from '../attention/time-of-day.js';

/** When something is to begin, as clocks and calendars of a place show it. */
export interface WallTime {
  /** `2026-12-01`, a day that there is; null for the next time that clocks show `minute`. */
  readonly date: string | null;
  readonly minute: MinuteOfDay;
}

export type WallStart =
  /** `isFirstOfTwo` where clocks are put back that day and show it once more. */
  | { readonly kind: 'at'; readonly at: EpochMs; readonly isFirstOfTwo: boolean }
  /** Clocks are put forward over it on that day. */
  | { readonly kind: 'skipped'; readonly date: string }
  | { readonly kind: 'past'; readonly at: EpochMs }
  /** It is past today, and what began then would not be over: today or tomorrow may be meant. */
  | { readonly kind: 'begun'; readonly at: EpochMs; readonly tomorrow: string };

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** No clocks are further from UTC, and all are so by a multiple of the step, ms. */
const furthestMs = 15 * 3_600_000;
const stepMs = 15 * minuteMs;

/**
 * The moment that is meant by a time on the wall. Of a time that comes twice the first is taken.
 *
 * @param durationMs how long what begins then lasts
 * @param timeZone an IANA name
 */
export function wallStart(
  { date, minute }: WallTime,
  durationMs: number,
  timeZone: string,
  now: EpochMs,
): WallStart {
  if (date !== null) return onDay(date, minute, timeZone, now);
  const { date: today, minute: shown } = localTime(now, timeZone);
  const tomorrow = new Date(Date.parse(today) + dayMs).toISOString().slice(0, 10);
  const start = onDay(today, minute, timeZone, now);
  if (start.kind === 'past') {
    return start.at + durationMs > now
      ? { kind: 'begun', at: start.at, tomorrow }
      : onDay(tomorrow, minute, timeZone, now);
  }
  return start.kind === 'skipped' && minute < shown
    ? onDay(tomorrow, minute, timeZone, now)
    : start;
}

function onDay(date: string, minute: MinuteOfDay, timeZone: string, now: EpochMs): WallStart {
  const moments = momentsOf(date, minute, timeZone);
  const [first] = moments;
  const last = moments.at(-1);
  if (first === undefined || last === undefined) return { kind: 'skipped', date };
  const at = moments.find((each) => each > now);
  if (at === undefined) return { kind: 'past', at: last };
  return { kind: 'at', at, isFirstOfTwo: at < last };
}

/** When clocks show this: once as a rule, never or twice where they are put on or back. */
function momentsOf(date: string, minute: MinuteOfDay, timeZone: string): readonly EpochMs[] {
  const inUtc = Date.parse(`${date}T00:00:00Z`) + minute * minuteMs;
  const moments: EpochMs[] = [];
  for (let at = inUtc - furthestMs; at <= inUtc + furthestMs; at += stepMs) {
    const shown = localTime(at, timeZone);
    if (shown.date === date && shown.minute === minute) moments.push(at);
  }
  return moments;
}
