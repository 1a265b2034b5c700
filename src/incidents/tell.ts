import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import type { IncidentChange, IncidentEvent } from './change.js';
import { EventMaker } from './change.js';
import { worstSeverity } from './group.js';
import type { Incident } from './model.js';
import { notices, type Notice, type NotifyPolicy } from './notify.js';
import type { Silence } from './silences/model.js';
import { silenceOver } from './silences/rules.js';
import { findingEvents } from './update.js';

/** What decides whether a change may be heard, besides the change. */
export interface Hearing {
  /** Of the cluster; also those that are planned or over. */
  readonly silences: readonly Silence[];
  /** True within the quiet hours of the cluster: no new message then for a mere warning. */
  readonly isQuiet: boolean;
  /** Whether the incident's first message stands in the channel, or is on its way. */
  readonly isPosted: boolean;
}

/** Why nobody is told of a change yet. */
export type Held = 'silenced' | 'quiet-hours';

export interface Telling {
  readonly notices: readonly Notice[];
  /** Null if whatever is worth telling is told. */
  readonly held: Held | null;
}

/**
 * The messages that a change is worth, less what is silenced and what can wait for the end of quiet
 * hours. A message that stands is still kept up to date: an edit wakes nobody.
 */
export function tell(
  change: IncidentChange,
  now: EpochMs,
  policy: NotifyPolicy,
  hearing: Hearing,
): Telling {
  const { incident } = change;
  const heard = heardPart(change, now, hearing.silences);
  const root = (reason: Notice['reason']): Notice => ({
    kind: 'root',
    incidentId: incident.id,
    reason,
  });
  if (heard === null) {
    return { notices: hearing.isPosted ? [root('silenced')] : [], held: 'silenced' };
  }
  if (hearing.isPosted) return { notices: notices(heard, now, policy), held: null };
  const isHeld = hearing.isQuiet && heard.incident.severity === 'warning';
  if (isHeld) return { notices: [], held: 'quiet-hours' };
  // What nobody was told of needs no word when it is over.
  if (incident.state === 'resolved') return { notices: [], held: null };
  return { notices: [root('opened')], held: null };
}

/** A change without what is silenced; null if nothing of it is left. */
function heardPart(
  change: IncidentChange,
  now: EpochMs,
  silences: readonly Silence[],
): IncidentChange | null {
  const isHeard = (finding: Finding): boolean =>
    silenceOver(finding, change.incident.id, silences, now) === null;
  const all = [...(change.before?.findings ?? []), ...change.incident.findings];
  if (all.every(isHeard)) return change;
  const before = change.before === null ? null : heardOf(change.before, isHeard);
  const incident = heardOf(change.incident, isHeard);
  const events = heardEvents(change, before, incident, now);
  const isGone = incident.findings.length === 0 && (before?.findings.length ?? 0) === 0;
  return isGone || events.length === 0 ? null : { before, incident, events };
}

function heardOf(incident: Incident, isHeard: (finding: Finding) => boolean): Incident {
  const findings = incident.findings.filter(isHeard);
  return { ...incident, findings, severity: worstSeverity(findings) };
}

/** What happened to the part that is heard, as if the rest did not exist. */
function heardEvents(
  { events }: IncidentChange,
  before: Incident | null,
  incident: Incident,
  now: EpochMs,
): readonly IncidentEvent[] {
  const [head] = incident.findings;
  // Opened, or resolved: one event says it all.
  if (before === null || incident.state === 'resolved') return events;
  const reopened = events.find(({ reason }) => reason === 'reopened');
  if (reopened !== undefined) {
    return head === undefined
      ? []
      : [{ ...reopened, text: `Back. ${head.what}`, findingKey: head.key }];
  }
  const general = events.filter(({ findingKey }) => findingKey === null);
  const maker = new EventMaker(incident.id, now, () => '');
  return [...general, ...findingEvents(before, incident.findings, maker, now)];
}
