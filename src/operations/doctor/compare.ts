import type { EpochMs } from '../../replication/observation.js';
import { hotStandby } from './checks/hot-standby.js';
import type { DoctorResult } from './model.js';
import type { DoctorReport } from './report.js';

/** A check of a node, or of the cluster for null. */
export interface CheckedNode {
  readonly check: string;
  readonly node: string | null;
}

/** What of an examination is kept, to hold the next one against. */
export interface Baseline {
  readonly at: EpochMs;
  readonly score: number;
  /** What was wrong, by check and node, with how bad it was: 3 for a failure, 2, 1 for advice. */
  readonly wrong: readonly (CheckedNode & { readonly weight: number })[];
  /** Standbys that could have taken over. */
  readonly ready: readonly string[];
}

/** What turned worse since an earlier examination. */
export interface Worsening {
  /** Failures and warnings that were not there, or were milder, worst first. */
  readonly results: readonly DoctorResult[];
  /** Standbys that could have taken over then and can't now. */
  readonly unready: readonly string[];
}

const weights: Readonly<Record<string, number>> = { fail: 3, warn: 2, advice: 1 };

/** Null for one that did not see every node: what it missed would pass for new the next time. */
export function baselineOf(report: DoctorReport): Baseline | null {
  const { at, score } = report;
  if (score === null) return null;
  return {
    at,
    score,
    wrong: report.troubles.map(({ check, node, verdict }) => ({
      check,
      node,
      weight: weights[verdict] ?? 0,
    })),
    ready: report.readiness.filter(({ ready }) => ready).map(({ node }) => node),
  };
}

/** A standby that could not be queried then: what is seen there now may have been there all along. */
function wasCold(before: Baseline, node: string | null): boolean {
  return before.wrong.some(
    (each) =>
      node !== null && each.node === node && each.check === hotStandby.id && each.weight > 1,
  );
}

export function worsening(before: Baseline, now: DoctorReport): Worsening {
  const was = ({ check, node }: DoctorResult): number =>
    Math.max(
      0,
      ...before.wrong
        .filter((each) => each.check === check && each.node === node)
        .map(({ weight }) => weight),
    );
  return {
    results: now.troubles
      .filter(({ node }) => !wasCold(before, node))
      .filter(
        (result) => result.verdict !== 'advice' && (weights[result.verdict] ?? 0) > was(result),
      ),
    unready: now.readiness
      .filter(({ node, ready }) => !ready && before.ready.includes(node))
      .map(({ node }) => node),
  };
}

/**
 * Failures and warnings of an earlier examination that are gone now, or milder. What can't be seen
 * now, and a node that is not looked at any more, are not better.
 */
export function bettering(before: Baseline, now: DoctorReport): readonly CheckedNode[] {
  const isSame = (a: CheckedNode, b: CheckedNode): boolean =>
    a.check === b.check && a.node === b.node;
  return before.wrong
    .filter(({ weight }) => weight >= (weights['warn'] ?? 0))
    .filter(({ node }) => node === null || now.surveyed.includes(node))
    .filter((was) => !now.hidden.some((each) => isSame(each, was)))
    .filter(
      (was) =>
        !now.troubles.some(
          (each) => isSame(each, was) && (weights[each.verdict] ?? 0) >= was.weight,
        ),
    )
    .map(({ check, node }) => ({ check, node }));
}
