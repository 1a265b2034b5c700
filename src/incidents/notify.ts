import type { IncidentChange, IncidentEvent } from './change.js';
import type { EpochMs } from '../replication/observation.js';
import { episodeStart, isFlapping } from './episode.js';
import type { NoticeReason, OutboxPayload } from './model.js';

/** A message about an incident, for the channel of its cluster. */
export type Notice = Extract<OutboxPayload, { kind: 'root' | 'thread' }>;

export interface NotifyPolicy {
  /** What joins an incident this soon after its beginning only changes its first message, ms. */
  readonly graceMs: number;
  readonly flapWindowMs: number;
}

/** One cause shows itself over two or three polls. */
export const defaultGraceMs = 3000;

/** What comes back after this time is no mere flicker any more, ms. */
const quietMs = 60_000;

/** The reason that a change is known by, when it has several: the first of these. */
const byWeight: readonly NoticeReason[] = [
  'opened',
  'reopened',
  'resolved',
  'worsened',
  'merged',
  'eased',
  'flapping',
  'finding-added',
  'finding-cleared',
  'figures-changed',
];

/**
 * Says which messages a change of an incident is worth: its first message always shows the present
 * state, the thread gets a line where something happened, and the channel sees that line too where
 * the trouble became critical or ended being so.
 */
export function notices(
  change: IncidentChange,
  now: EpochMs,
  policy: NotifyPolicy,
): readonly Notice[] {
  const { incident, before } = change;
  const reason = leadingReason(change);
  if (reason === null) return [];
  const flapping = isFlapping(incident, now, policy.flapWindowMs);
  const announced = change.events.some((event) => event.reason === 'flapping');
  const root: Notice = {
    kind: 'root',
    incidentId: incident.id,
    reason: flapping && (reason === 'reopened' || reason === 'resolved') ? 'flapping' : reason,
  };
  const silent =
    reason === 'opened' ||
    reason === 'figures-changed' ||
    (flapping && !announced && !isHeardAnyway(change, now)) ||
    (isMinor(reason) && now - episodeStart(incident) < policy.graceMs);
  const isSevere = incident.severity === 'critical';
  if (silent) return [root];
  const line: Notice = {
    kind: 'thread',
    incidentId: incident.id,
    reason,
    text: lineOf(change.events),
    broadcast:
      reason === 'worsened' ||
      reason === 'eased' ||
      (reason === 'reopened' && isSevere) ||
      (reason === 'finding-added' && isNewlyCritical(change)) ||
      (reason === 'resolved' && before?.severity === 'critical'),
  };
  return [root, line];
}

function leadingReason(change: IncidentChange): NoticeReason | null {
  const reasons = new Set(change.events.map((event) => event.reason));
  return byWeight.find((reason) => reasons.has(reason)) ?? null;
}

function isMinor(reason: NoticeReason): boolean {
  return reason === 'finding-added' || reason === 'finding-cleared';
}

/**
 * Flapping or not: what becomes critical must be heard, what is critical and was away for a while,
 * and critical trouble of a kind that this incident never had.
 */
function isHeardAnyway(change: IncidentChange, now: EpochMs): boolean {
  const { before, incident, events } = change;
  const goneMs = now - (before?.resolvedAt ?? now);
  return (
    events.some((event) => event.reason === 'worsened') ||
    (incident.state === 'open' && incident.severity === 'critical' && goneMs >= quietMs) ||
    isNewlyCritical(change)
  );
}

/** True if critical trouble has come of a kind that this incident never had. */
function isNewlyCritical(change: IncidentChange): boolean {
  const critical = new Set(
    change.incident.findings
      .filter((finding) => finding.severity === 'critical')
      .map((finding) => finding.key),
  );
  return change.events.some(
    (event) => event.isNews && event.findingKey !== null && critical.has(event.findingKey),
  );
}

/** One line for all that happened at once; a finding is not told twice. */
function lineOf(events: readonly IncidentEvent[]): string {
  const told = new Set<string>();
  const weightiest = events.toSorted(
    (a, b) => byWeight.indexOf(a.reason) - byWeight.indexOf(b.reason),
  );
  const sentences = weightiest.filter((event) => {
    if (event.text === '') return false;
    if (event.findingKey === null) return true;
    const isRepeated = told.has(event.findingKey);
    told.add(event.findingKey);
    return !isRepeated;
  });
  return sentences.map((event) => event.text).join('\n');
}
