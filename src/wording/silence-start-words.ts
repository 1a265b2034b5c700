import type { WallStart, WallTime } from '../incidents/silences/wall-start.js';
import { safeName } from './safe-text.js';

/** A time of day as it is written: `09:30`. */
function clock({ minute }: WallTime): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return [hours, minutes].map((each) => String(each).padStart(2, '0')).join(':');
}

/** Why a silence can't begin then, and what to write instead. */
export function noStartWords(
  wanted: WallTime,
  start: Exclude<WallStart, { kind: 'at' }>,
  timeZone: string,
): string {
  const time = clock(wanted);
  const there = `in ${safeName(timeZone)}`;
  const atOnce = 'leave `from` away to begin at once';
  switch (start.kind) {
    case 'skipped':
      return `On ${start.date} there is no ${time} ${there}: the clocks are put forward over it, so nothing was silenced. Write a time before or after that.`;
    case 'past':
      return `${wanted.date ?? ''} ${time} ${there} is past, so nothing was silenced: ${atOnce}, or write a time to come.`;
    case 'begun':
      return `${time} ${there} was a while ago, and it would not be over yet, so nothing was silenced: ${atOnce}, or write \`from ${start.tomorrow} ${time}\` for tomorrow.`;
  }
}

/** Said behind the answer where clocks show the start twice. */
export function firstOfTwoWords(wanted: WallTime): string {
  return `Clocks show ${clock(wanted)} twice that day, as they are put back: it begins with the first.`;
}
