import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { ownerOfAll } from './acknowledge.js';
import type { IncidentChange, IncidentEvent } from './change.js';
import { EventMaker } from './change.js';
import { timelineEntry } from './entry.js';
import { worstSeverity } from './group.js';
import type { Incident } from './model.js';
import { criticalStretch, findingEvents } from './update.js';
import { courseOf } from './worst.js';

function nameOf(incident: Incident): string {
  return incident.number === null ? 'another incident' : `INC-${incident.number}`;
}

/** Several open incidents turn out to have one cause: the oldest takes in the others. */
export function mergeIncidents(
  by: { readonly now: EpochMs; readonly newId: () => string },
  oldest: Incident,
  others: readonly Incident[],
  findings: readonly Finding[],
): readonly IncidentChange[] {
  const all = [oldest, ...others];
  const together: Incident = {
    ...oldest,
    ...ownerOfAll(oldest, others),
    severity: worstSeverity(all.flatMap((each) => each.findings)),
    findings: all.flatMap((incident) => incident.findings),
    keys: [...new Set(all.flatMap((incident) => incident.keys))],
  };
  const incident: Incident = {
    ...together,
    ...criticalStretch(oldest, worstSeverity(findings), by.now),
    severity: worstSeverity(findings),
    changedAt: by.now,
    findings,
    ...courseOf(all, findings, by.now),
    keys: [...new Set([...together.keys, ...findings.map((finding) => finding.key)])],
  };
  const events = new EventMaker(oldest.id, by.now, by.newId);
  const took = others.map((other) =>
    events.of('merged', `Takes in ${nameOf(other)}: both have the same cause.`),
  );
  const survivor: IncidentChange = {
    before: oldest,
    incident,
    events: [
      ...took,
      ...broughtBy(by, oldest, others),
      ...findingEvents(together, findings, events, by.now),
    ],
  };
  return [survivor, ...others.map((other) => takenIn(by, oldest, other))];
}

/**
 * What the others had found, for the timeline alone: it was told already. Each is dated by when it
 * began, so that the survivor's timeline tells how long it lasted in all.
 */
function broughtBy(
  by: { readonly newId: () => string },
  survivor: Incident,
  others: readonly Incident[],
): readonly IncidentEvent[] {
  const had = new Set(survivor.findings.map(({ key }) => key));
  return others.flatMap((other) =>
    other.findings
      .filter(({ key }) => !had.has(key))
      .map(({ key, since, what }) => ({
        reason: 'finding-added',
        text: '',
        findingKey: key,
        isNews: false,
        entry: timelineEntry({
          id: by.newId(),
          incidentId: survivor.id,
          // It counted from the opening of its incident on.
          at: Math.max(since, other.openedAt),
          kind: 'finding-added',
          text: `Came with ${nameOf(other)}: ${what}`,
          findingKey: key,
        }),
      })),
  );
}

function takenIn(
  by: { readonly now: EpochMs; readonly newId: () => string },
  survivor: Incident,
  before: Incident,
): IncidentChange {
  const incident: Incident = {
    ...before,
    state: 'resolved',
    changedAt: by.now,
    resolvedAt: by.now,
    mergedInto: survivor.id,
  };
  const events = new EventMaker(before.id, by.now, by.newId);
  const text = `Goes on as ${nameOf(survivor)}: both have the same cause.`;
  return { before, incident, events: [events.of('merged', text)] };
}
