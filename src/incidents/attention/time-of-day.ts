import type { EpochMs } from '../../replication/observation.js';

/** A time of day as clocks of a place show it: 0 for 00:00 up to 1439 for 23:59. */
export type MinuteOfDay = number;

const minuteMs = 60_000;
const dayMinutes = 1440;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** A moment as the clocks and calendars of a place show it. */
export interface LocalTime {
  /** `2026-03-29`. */
  readonly date: string;
  readonly minute: MinuteOfDay;
}

/**
 * What clocks in a time zone show at a moment.
 *
 * @param timeZone an IANA name, for example `Europe/Berlin`; a `RangeError` for any other
 */
export function localTime(at: EpochMs, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: string): string => parts.get(type as Intl.DateTimeFormatPartTypes) ?? '0';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** Clocks are put on or back by at most so many minutes, in steps of so many. */
const mostShifted = 120;
const shiftStep = 30;

/**
 * The next moment after `after` at which clocks in a time zone come to a time of day. On the day on
 * which that time is left out, it is the moment at which the clocks are put forward over it; on the
 * day on which it comes twice, the first of the two.
 */
export function nextTimeOfDay(minute: MinuteOfDay, timeZone: string, after: EpochMs): EpochMs {
  const start = Math.floor(after / minuteMs) * minuteMs;
  const { minute: shown } = localTime(start, timeZone);
  const ahead = (minute - shown + dayMinutes) % dayMinutes || dayMinutes;
  for (let shifted = -mostShifted; shifted <= mostShifted; shifted += shiftStep) {
    const at = start + (ahead + shifted) * minuteMs;
    if (at > after && localTime(at, timeZone).minute === minute) return at;
  }
  // The clocks are put forward over it: it is within two hours of where it would have been.
  for (let shifted = -mostShifted; shifted <= mostShifted; shifted += 1) {
    const at = start + (ahead + shifted) * minuteMs;
    const before = localTime(at - minuteMs, timeZone).minute;
    if (at > after && before < minute && localTime(at, timeZone).minute > minute) return at;
  }
  return start + ahead * minuteMs;
}
