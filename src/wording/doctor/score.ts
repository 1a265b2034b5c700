import type { DoctorReport } from '../../operations/doctor/report.js';
import { listNames } from '../safe-text.js';

/** `61 of 100`, or that there is no score and why, without a full stop. */
export function scoreWords({ score, surveyed, unseen }: DoctorReport): string {
  if (score !== null) return `${score} of 100`;
  if (surveyed.length === 0) return 'could not be examined (no node was surveyed)';
  return unseen.length === 0
    ? 'without a score (no primary was surveyed)'
    : `without a score (${listNames(unseen.map(({ node }) => node))} ${unseen.length === 1 ? 'was' : 'were'} not surveyed)`;
}

/** The worst first; before them those without a score, of which nobody knows. */
export function byScore(a: DoctorReport, b: DoctorReport): number {
  return (a.score ?? -1) - (b.score ?? -1);
}
