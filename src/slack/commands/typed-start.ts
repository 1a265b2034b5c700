import type { WallTime } from '../../incidents/silences/wall-start.js';
import type { EpochMs } from '../../replication/observation.js';
import { typedDuration } from './duration.js';

/** When something is to begin, as people type it behind a duration, and what follows that. */
export type TypedStart =
  | {
      readonly kind: 'start';
      /** Null for at once, or where `from` says it. */
      readonly startsAt: EpochMs | null;
      readonly from: WallTime | null;
      readonly rest: string;
    }
  /** It begins like a time and is none. */
  | { readonly kind: 'not'; readonly typed: string };

/**
 * What makes another time of the one before it, as clocks of twelve hours and the usual zones do: read
 * as the beginning of a reason it would be silent at the wrong time.
 */
const otherClock = /^ (?:[AaPp]\.?[Mm]\b|(?:UTC|GMT|CES?T|EES?T|[ECMP][DS]T|BST|IST|JST)\b|[+-]\d)/;

/**
 * `in 3h backup`, `from 22:00 backup` and `from 2026-12-01 22:00 backup` are a start and a reason; `in the
 * night` and `from the rack` are only a reason.
 */
export function typedStart(text: string, now: EpochMs): TypedStart {
  const typed = text.trim();
  const [, ahead = '', behind = ''] = /^in (\S+)(.*)$/i.exec(typed) ?? [];
  const aheadMs = typedDuration(ahead);
  if (aheadMs !== undefined) {
    return { kind: 'start', startsAt: now + aheadMs, from: null, rest: behind };
  }
  const [, wall] = /^from (\d.*)$/i.exec(typed) ?? [];
  if (wall === undefined) return { kind: 'start', startsAt: null, from: null, rest: text };
  const parts = /^(?:(\d{4}-\d\d-\d\d)[ T])?(\d{1,2}):(\d\d)(?= |$)(.*)$/.exec(wall);
  const [, date, hours = '', minutes = '', rest = ''] = parts ?? [];
  const isTime = parts !== null && Number(hours) < 24 && Number(minutes) < 60;
  if (!isTime || (date !== undefined && !isDay(date))) return notTime(wall, 2);
  if (otherClock.test(rest))
    return notTime(wall, wall.charAt(10) === ' ' && date !== undefined ? 3 : 2);
  const from = { date: date ?? null, minute: Number(hours) * 60 + Number(minutes) };
  return { kind: 'start', startsAt: null, from, rest };
}

function notTime(wall: string, words: number): TypedStart {
  return { kind: 'not', typed: wall.split(' ').slice(0, words).join(' ') };
}

/** `Date` makes the 2nd of March of a 30th of February. */
function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
