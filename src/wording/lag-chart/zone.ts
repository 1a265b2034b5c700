import { localTime } from '../../incidents/attention/time-of-day.js';
import type { EpochMs } from '../../replication/observation.js';

const minuteMs = 60_000;

/** How far the clocks of a zone are ahead of UTC at a moment, ms. */
export function aheadOfUtc(at: EpochMs, timeZone: string): number {
  const { date, minute } = localTime(at, timeZone);
  const shown = Date.parse(`${date}T00:00:00Z`) + minute * minuteMs;
  return shown - Math.floor(at / minuteMs) * minuteMs;
}

/** What a zone is called at a moment: `UTC`, `UTC+2`, `UTC-3:30`. */
export function zoneName(at: EpochMs, timeZone: string): string {
  const ahead = Math.round(aheadOfUtc(at, timeZone) / minuteMs);
  if (ahead === 0) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  const rest = minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`;
  return `UTC${ahead < 0 ? '-' : '+'}${hours}${rest}`;
}

/** A moment as clocks show it, to the second: `2026-03-01T02:10:00`. */
export function clockTime(at: EpochMs, timeZone: string): string {
  return new Date(at + aheadOfUtc(at, timeZone)).toISOString().slice(0, 19);
}
