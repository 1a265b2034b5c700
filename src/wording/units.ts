import type { EpochMs } from '../replication/observation.js';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** One decimal below ten, none from ten on, and never a trailing `.0`. */
function threeFigures(value: number): string {
  const rounded = value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
  return String(rounded);
}

/**
 * Bytes as `pg_size_pretty` counts them (1 kB is 1024 B): `0 B`, `16 kB`, `1.5 MB`. A negative
 * amount keeps its sign.
 */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  // From 999.5 on three figures would be four: 1023 B reads better as 1 kB.
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const sign = bytes < 0 ? '-' : '';
  return `${sign}${unit === 0 ? String(Math.round(value)) : threeFigures(value)} ${byteUnits[unit] ?? 'B'}`;
}

/**
 * A duration in its two largest units: `0 s`, `0.2 s`, `41 s`, `2 min 5 s`, `1 h 3 min`, `2 d 4 h`.
 * What is above zero but below a tenth of a second is `0.1 s`, so that it does not read as nothing.
 */
export function formatDuration(ms: number): string {
  const positive = Math.max(0, ms);
  if (positive === 0) return '0 s';
  if (positive < 100) return '0.1 s';
  if (positive < 9950) return `${threeFigures(positive / 1000)} s`;
  const seconds = Math.round(positive / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, 'h', minutes % 60, 'min');
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/**
 * A time of day in UTC: `03:12:04 UTC`. With `now` given, a time of another UTC day carries its
 * date: `2026-07-14 03:12:04 UTC`.
 */
export function formatUtcTime(at: EpochMs, now: EpochMs = at): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const today = new Date(now).toISOString().startsWith(date);
  return `${today ? '' : `${date} `}${time.slice(0, 8)} UTC`;
}

/** A count with its noun: `1 session`, `17 sessions`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
