import { relativeDay } from './slack-date.js';

/** Slack's message ids are times: seconds since the epoch with six decimals. */
export function dateOfTs(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const thisYear = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  month: 'long',
  day: 'numeric',
});
const otherYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

export function clockTime(ts: string): string {
  return clock.format(dateOfTs(ts));
}

/** Hour and minute without a day period, for the narrow gutter beside a grouped message. */
export function gutterTime(ts: string): string {
  return clock
    .formatToParts(dateOfTs(ts))
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim();
}

export function fullTime(ts: string): string {
  return full.format(dateOfTs(ts));
}

/** A day divider's words: today, yesterday, or the date. */
export function dayName(ts: string, nowMs: number): string {
  const date = dateOfTs(ts);
  const near = relativeDay(date, nowMs, undefined, true);
  if (near !== null) return near;
  const same = date.getFullYear() === new Date(nowMs).getFullYear();
  return (same ? thisYear : otherYear).format(date);
}

export function sameDay(one: string, other: string): boolean {
  return dateOfTs(one).toDateString() === dateOfTs(other).toDateString();
}
