import type { Incident } from '../../incidents/model.js';
import type { EpochMs } from '../../replication/observation.js';

/** What is shown before and after an incident at least, and as a share of it, ms. */
const leastMs = 5 * 60_000;
const share = 0.15;

/** The time that a picture of an incident shows: a little before it, the whole of it, a little after. */
export function incidentSpan(
  { openedAt, resolvedAt }: Incident,
  now: EpochMs,
): { readonly from: EpochMs; readonly to: EpochMs } {
  const end = resolvedAt ?? now;
  const around = Math.max(leastMs, (end - openedAt) * share);
  return { from: openedAt - around, to: Math.min(now, end + around) };
}
