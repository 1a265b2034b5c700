import type { EpochMs } from '../observation.js';
import { startOf, steps, type LagRetention } from './model.js';

/** Lengths that a picture may have its spans in, ms: people can tell them. */
const readable = [
  10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000,
  21_600_000, 43_200_000,
] as const;

const longestStep = 86_400_000;

/** A look takes its time: it may come this much later than it should. */
const lateness = 1.2;

/** The shortest spans of which at most `most` cover the time, ms. */
export function stepFor(spanMs: number, most: number): number {
  return readable.find((step) => spanMs / step <= most) ?? longestStep;
}

/** Points that a picture has room for. */
const mostPoints = 240;

/**
 * A span of time as a picture shows it: in spans of which it has room for all, and each of which a
 * look falls into: what is looked at every minute has no gaps of fifty seconds.
 */
export function historySpan(
  from: EpochMs,
  to: EpochMs,
  everyMs: number,
): { readonly from: EpochMs; readonly to: EpochMs; readonly stepMs: number } {
  const room = stepFor(to - from, mostPoints);
  const looks = readable.find((step) => step >= everyMs * lateness) ?? longestStep;
  const stepMs = Math.max(room, everyMs === 0 ? 0 : looks);
  return { from: startOf(from, stepMs), to, stepMs };
}

/** Which stored buckets tell of a part of the past. */
export interface StoredPart {
  readonly stepMs: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Where the history of a span is read from: the finest buckets that are still kept of each part of
 * it, oldest part first. Longer ones are laid together only once they are over, so that the newest
 * part is always told by the finest.
 */
export function storedParts(
  from: EpochMs,
  to: EpochMs,
  now: EpochMs,
  retention: LagRetention,
): readonly StoredPart[] {
  // Pruning goes by the hour: what is about to go is told by what stays.
  const fineFrom = startOf(now - retention.fine, steps.coarse) + steps.coarse;
  const middleFrom = startOf(now - retention.middle, steps.coarse) + steps.coarse;
  const coarseTo = Math.min(middleFrom, fineFrom);
  return [
    { stepMs: steps.coarse, after: Number.NEGATIVE_INFINITY, before: coarseTo },
    { stepMs: steps.middle, after: coarseTo, before: fineFrom },
    { stepMs: steps.fine, after: fineFrom, before: Number.POSITIVE_INFINITY },
  ].flatMap(({ stepMs, after, before }) => {
    const part = { stepMs, from: Math.max(after, startOf(from, stepMs)), to: Math.min(before, to) };
    return part.from < part.to && before > from ? [part] : [];
  });
}
