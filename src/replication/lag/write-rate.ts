import { lsnDiffBytes } from '../lsn.js';
import type { EpochMs } from '../observation.js';
import type { WriteRate } from '../topology/model.js';
import type { LsnHistory } from './history.js';

/** What "at the present rate" looks back on, ms. */
const windowMs = 300_000;

/** A rate over less than this says little, ms. */
const leastMs = 5_000;

/**
 * How fast the primary writes WAL, by where it was seen within the last five minutes. Null if it was
 * not seen for long enough, or not lately: a primary that gives no answer has no present rate.
 */
export function writeRate(history: LsnHistory, now: EpochMs): WriteRate | null {
  const last = history.samples.at(-1);
  const first = history.samples[0];
  if (last === undefined || first === undefined || now - last.at > windowMs) return null;
  const from = Math.max(first.at, last.at - windowMs);
  const overMs = last.at - from;
  if (overMs < leastMs) return null;
  const bytes = lsnDiffBytes(last.lsn, first.lsn) - writtenBefore(history, from);
  return { bytesPerSecond: Math.max(0, bytes) / (overMs / 1000), overMs };
}

/** Bytes from the first sample up to that moment, between two samples in proportion. */
function writtenBefore({ samples }: LsnHistory, at: EpochMs): number {
  const [first] = samples;
  const index = samples.findIndex((sample) => sample.at > at);
  const [before, after] = [samples[index - 1], samples[index]];
  if (first === undefined || before === undefined || after === undefined) return 0;
  const share = (at - before.at) / (after.at - before.at);
  return lsnDiffBytes(before.lsn, first.lsn) + share * lsnDiffBytes(after.lsn, before.lsn);
}
