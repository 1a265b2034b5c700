import type { EpochMs } from '../replication/observation.js';
import { incidentSpan } from '../wording/lag-chart/incident-span.js';
import type { IncidentChange } from './change.js';
import type { Notice } from './notify.js';

/** Shorter lag needs no picture, ms. */
const leastMs = 60_000;

/**
 * The picture that follows when an incident of lag is over; null if it is worth none: the lag was
 * short, or nobody is told of its end (it flaps, or is silenced).
 */
export function pictureOfLag(
  { incident }: IncidentChange,
  notices: readonly Notice[],
  now: EpochMs,
): Notice | null {
  const { cluster, openedAt, resolvedAt, keys } = incident;
  const isTold = notices.some(({ kind, reason }) => kind === 'thread' && reason === 'resolved');
  const wasLag = keys.some((key) => key.startsWith(`${cluster}/replication-lag/`));
  if (!isTold || !wasLag || resolvedAt === null || resolvedAt - openedAt < leastMs) return null;
  const hours = Math.max(1, Math.ceil((now - openedAt) / 3_600_000));
  return {
    kind: 'thread',
    incidentId: incident.id,
    reason: 'resolved',
    // Only told where there is no picture: what the picture says is said with it.
    text: `How far its standbys were behind is shown by \`/pgrepl lag ${cluster} ${hours}h\`.`,
    broadcast: false,
    picture: incidentSpan(incident, now),
  };
}
