import type { EpochMs } from '../../replication/observation.js';

/** A time as the core words it: `03:12:04 UTC`, with its date before it on another day. */
const utcTime = /(?:(\d{4}-\d\d-\d\d) )?\b(\d\d):(\d\d):(\d\d) UTC\b/g;

const dayMs = 86_400_000;
/** Clocks within one sentence may differ by the time between two evaluations, ms. */
const toleranceMs = 60_000;

/**
 * Gives every UTC time in a text of Slack's mark-up the reader's own time zone. A time without a
 * date is the last one up to `at`, when the text was made; UTC stays where Slack can't show it.
 */
export function withLocalTimes(markup: string, at: EpochMs): string {
  return replaceTimes(markup, (ofDayMs) => {
    const today = Math.floor(at / dayMs) * dayMs + ofDayMs;
    return today > at + toleranceMs ? today - dayMs : today;
  });
}

/** The same for a text that speaks of times from `since` on. */
export function withLocalTimesSince(markup: string, since: EpochMs): string {
  return replaceTimes(markup, (ofDayMs) => {
    const today = Math.floor(since / dayMs) * dayMs + ofDayMs;
    return today < since - toleranceMs ? today + dayMs : today;
  });
}

/** The same for a text whose times without a date are of the UTC day of `today`, to come or past. */
export function withLocalTimesOn(markup: string, today: EpochMs): string {
  return replaceTimes(markup, (ofDayMs) => Math.floor(today / dayMs) * dayMs + ofDayMs);
}

function replaceTimes(markup: string, epochOf: (ofDayMs: number) => EpochMs): string {
  return markup.replace(
    utcTime,
    (whole, date: string | undefined, hours: string, minutes: string, seconds: string) => {
      const ofDayMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
      const at = date === undefined ? epochOf(ofDayMs) : Date.parse(`${date}T00:00:00Z`) + ofDayMs;
      if (Number.isNaN(at)) return whole;
      const format = date === undefined ? '{time_secs}' : '{date_short} {time_secs}';
      return `<!date^${Math.floor(at / 1000)}^${format}|${whole}>`;
    },
  );
}
