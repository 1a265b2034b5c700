import type { DoctorReport } from './report.js';
import type { DoctorResult } from './model.js';

/** What turned worse between two examinations. */
export interface Worsening {
  /** Points of the score, positive if it fell. */
  readonly lost: number;
  /** Failures and warnings that were not there, or were milder, worst first. */
  readonly results: readonly DoctorResult[];
  /** Standbys that could have taken over before and can't now. */
  readonly unready: readonly string[];
}

const weight = { fail: 3, warn: 2, advice: 1 } as const;

function weightOf({ verdict }: DoctorResult): number {
  return verdict === 'fail' || verdict === 'warn' || verdict === 'advice' ? weight[verdict] : 0;
}

const keyOf = ({ check, node }: DoctorResult): string => JSON.stringify([check, node]);

export function worsening(before: DoctorReport, now: DoctorReport): Worsening {
  const known = new Map<string, number>();
  for (const result of before.troubles) {
    known.set(keyOf(result), Math.max(known.get(keyOf(result)) ?? 0, weightOf(result)));
  }
  const wasReady = new Set(before.readiness.filter(({ ready }) => ready).map(({ node }) => node));
  return {
    lost: before.score - now.score,
    results: now.troubles.filter(
      (result) => result.verdict !== 'advice' && weightOf(result) > (known.get(keyOf(result)) ?? 0),
    ),
    unready: now.readiness
      .filter(({ node, ready }) => !ready && wasReady.has(node))
      .map(({ node }) => node),
  };
}
