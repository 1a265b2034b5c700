import type { Incident } from '../incidents/model.js';
import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';

/** Whether an operation that is under way, or has just ended, predicts a finding. */
export type Prediction = (finding: Finding, now: EpochMs) => boolean;

/**
 * The findings that may open an incident or belong to one: all but those that are predicted. What was
 * told already stays told, whatever is predicted now: it must not look as if it were over.
 */
export function newsOf(
  active: readonly Finding[],
  open: readonly Incident[],
  predicts: Prediction | null,
  now: EpochMs,
): readonly Finding[] {
  if (predicts === null) return active;
  const told = new Set(open.flatMap(({ findings }) => findings.map(({ key }) => key)));
  return active.filter((finding) => told.has(finding.key) || !predicts(finding, now));
}
