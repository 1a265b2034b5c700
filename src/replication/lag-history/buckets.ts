import type { EpochMs } from '../observation.js';
import { startOf, type LagBucket, type LagSample, type WorstAndLast } from './model.js';

/** A look as the bucket that it falls into. */
export function bucketOf(
  cluster: string,
  sample: LagSample,
  at: EpochMs,
  stepMs: number,
): LagBucket {
  return {
    cluster,
    node: sample.node,
    at: startOf(at, stepMs),
    bytes: single(sample.bytes),
    timeMs: single(sample.timeMs),
    atLeast: sample.atLeast,
  };
}

/** Two buckets of the same span as one; `later` came after. */
export function merged(earlier: LagBucket, later: LagBucket): LagBucket {
  return {
    ...earlier,
    bytes: worstAndLast(earlier.bytes, later.bytes),
    timeMs: worstAndLast(earlier.timeMs, later.timeMs),
    atLeast: earlier.atLeast || later.atLeast,
  };
}

/**
 * Buckets laid into longer ones: the worst of each stays the worst, the last the last. Given in order
 * of time; a longer span in which there was no bucket has none.
 */
export function coarser(buckets: readonly LagBucket[], stepMs: number): readonly LagBucket[] {
  const into = new Map<string, LagBucket>();
  for (const bucket of buckets) {
    const at = startOf(bucket.at, stepMs);
    const key = `${at} ${bucket.node}\n${bucket.cluster}`;
    const before = into.get(key);
    const next = { ...bucket, at };
    into.set(key, before === undefined ? next : merged(before, next));
  }
  return [...into.values()].toSorted((a, b) => a.at - b.at);
}

function single(figure: number | null): WorstAndLast | null {
  return figure === null ? null : { worst: figure, last: figure };
}

function worstAndLast(
  earlier: WorstAndLast | null,
  later: WorstAndLast | null,
): WorstAndLast | null {
  if (earlier === null || later === null) return later ?? earlier;
  return { worst: Math.max(earlier.worst, later.worst), last: later.last };
}
