import type { Lsn } from '../lsn.js';
import type { EpochMs } from '../observation.js';
import type { LsnSample } from '../topology/model.js';

/** Where the primary was when, on pgrepl's clock: strictly ascending in time, never falling in LSN. */
export interface LsnHistory {
  readonly samples: readonly LsnSample[];
}

export const emptyHistory: LsnHistory = { samples: [] };

/** How far back the history reaches, ms. */
export const historyReachMs = 3_600_000;

/** Samples younger than this are all kept, ms. */
const fullResolutionMs = 600_000;

/** Older ones may be this far apart, ms: an error of 15 s in a lag above ten minutes. */
const thinnedSpacingMs = 15_000;

/**
 * Adds what a poll of the primary showed. A sample that is not younger than the newest one is out of
 * date and changes nothing. A younger one with a smaller LSN comes from another timeline (a standby
 * was promoted that lacked the end of the old one): what the old primary wrote beyond it is gone.
 */
export function addSample(history: LsnHistory, sample: LsnSample): LsnHistory {
  const newest = history.samples.at(-1);
  if (newest !== undefined && sample.at <= newest.at) return history;
  const kept = history.samples.filter(({ lsn }) => lsn <= sample.lsn);
  const [last, beforeLast] = [kept.at(-1), kept.at(-2)];
  // A primary at rest needs two samples only: when it came to rest, and when it was last seen there.
  if (last?.lsn === sample.lsn && beforeLast?.lsn === sample.lsn) kept.pop();
  return { samples: thin([...kept, sample], sample.at) };
}

function thin(samples: readonly LsnSample[], now: EpochMs): readonly LsnSample[] {
  const oldest = now - historyReachMs;
  const full = now - fullResolutionMs;
  const kept: LsnSample[] = [];
  samples.forEach((sample, index) => {
    const next = samples[index + 1];
    // The last one before the reach stays as the edge of what is known.
    if (sample.at < oldest && next !== undefined && next.at <= oldest) return;
    const previous = kept.at(-1);
    const spare =
      previous !== undefined &&
      next !== undefined &&
      next.at < full &&
      next.at - previous.at <= thinnedSpacingMs;
    if (spare) return;
    kept.push(sample);
  });
  return kept;
}

export interface Passed {
  /** How long ago the primary went beyond the position, ms; 0 if it has not. */
  readonly agoMs: number;
  /** True if that was before the history begins: it is at least `agoMs` ago. */
  readonly lowerBound: boolean;
}

/**
 * When did the primary go beyond `lsn`, seen from `now`? Null without a history.
 *
 * Between two samples the answer is interpolated, and so off by at most the time between them (one
 * poll). A position that is exactly a sample's is where the primary rested: it went on at some
 * moment before the next sample, and that next sample's time is taken, so that the first write after
 * an hour of rest never makes a standby look an hour, or even a whole poll, behind.
 */
export function passedAt(history: LsnHistory, lsn: Lsn, now: EpochMs): Passed | null {
  const { samples } = history;
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (lsn >= last.lsn) return { agoMs: 0, lowerBound: false };
  if (lsn < first.lsn) return { agoMs: Math.max(0, now - first.at), lowerBound: true };
  const index = firstBeyond(samples, lsn);
  const [before, beyond] = [samples[index - 1], samples[index]];
  if (before === undefined || beyond === undefined) return null;
  const share = before.lsn === lsn ? 1 : Number(lsn - before.lsn) / Number(beyond.lsn - before.lsn);
  const at = before.at + share * (beyond.at - before.at);
  return { agoMs: Math.max(0, Math.round(now - at)), lowerBound: false };
}

/** The sample nearest to that moment; null without a history. */
export function sampleNearest(history: LsnHistory, at: EpochMs): LsnSample | null {
  let nearest: LsnSample | null = null;
  for (const sample of history.samples) {
    if (nearest === null || Math.abs(sample.at - at) <= Math.abs(nearest.at - at)) nearest = sample;
  }
  return nearest;
}

/** The index of the first sample beyond `lsn`: samples never fall, so halving finds it. */
function firstBeyond(samples: readonly LsnSample[], lsn: Lsn): number {
  let [low, high] = [0, samples.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const sample = samples[middle];
    if (sample !== undefined && sample.lsn > lsn) high = middle;
    else low = middle + 1;
  }
  return low;
}
