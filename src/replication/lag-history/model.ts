import type { EpochMs } from '../observation.js';

/** The largest and the newest of the figures of a span. */
export interface WorstAndLast {
  readonly worst: number;
  readonly last: number;
}

/**
 * How far one standby was behind in one span of time. A span in which nothing was known of it has no
 * bucket: what is missing is not known, and never drawn as if it were.
 */
export interface LagBucket {
  readonly cluster: string;
  readonly node: string;
  /** Where the span begins: a multiple of its length since the epoch. */
  readonly at: EpochMs;
  /** Behind the primary, bytes not yet replayed; null where that was not known. */
  readonly bytes: WorstAndLast | null;
  /** Behind the primary, ms; null where that was not known. */
  readonly timeMs: WorstAndLast | null;
  /** True if it was at least that: the primary, or its past, could not be seen all the time. */
  readonly atLeast: boolean;
}

/** One look at one standby. */
export interface LagSample {
  readonly node: string;
  readonly bytes: number | null;
  readonly timeMs: number | null;
  readonly atLeast: boolean;
}

/** How long the spans are, from the finest to the coarsest, ms. */
export const steps = { fine: 10_000, middle: 60_000, coarse: 600_000 } as const;

export type StepName = keyof typeof steps;

/** For how long buckets of each length are kept, ms. */
export type LagRetention = Readonly<Record<StepName, number>>;

/** Buckets of one length over a span of time, oldest first; several standbys' together. */
export interface LagHistory {
  readonly from: EpochMs;
  /** Where the span ends; not a part of it. */
  readonly to: EpochMs;
  readonly stepMs: number;
  readonly buckets: readonly LagBucket[];
}

/** The beginning of the span of this length that a moment lies in. */
export function startOf(at: EpochMs, stepMs: number): EpochMs {
  return Math.floor(at / stepMs) * stepMs;
}
