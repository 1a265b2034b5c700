import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { formatDuration } from '../wording/units.js';
import type { IncidentChange } from './change.js';
import { EventMaker } from './change.js';
import { episodeStart, flappingReopens } from './episode.js';
import { groupByCause, headlineFirst, worstSeverity } from './group.js';
import type { Match } from './match.js';
import { canReturn, matchGroups } from './match.js';
import { mergeIncidents } from './merge.js';
import type { Incident } from './model.js';
import { criticalStretch, updateIncident } from './update.js';
import { courseOf } from './worst.js';

export interface ReduceInput {
  readonly cluster: string;
  readonly now: EpochMs;
  /** The cluster's open incidents and those resolved within the flap window, any order. */
  readonly incidents: readonly Incident[];
  /** The findings that count now. */
  readonly active: readonly Finding[];
  /** Within this time after its resolution an incident reopens, ms. */
  readonly flapWindowMs: number;
  /** How often figures alone change an incident at most, ms; 30 s unless given. */
  readonly refreshMs?: number;
  /** Makes UUIDs for incidents and timeline entries. */
  readonly newId: () => string;
}

export interface ReduceResult {
  /** What to hand in the next time. */
  readonly incidents: readonly Incident[];
  /** One for each incident that changed: to be recorded and made known. */
  readonly changes: readonly IncidentChange[];
}

const defaultRefreshMs = 30_000;

/** Carries a cluster's incidents on from the findings that count now. */
export function reduceIncidents(input: ReduceInput): ReduceResult {
  const { now, incidents, flapWindowMs } = input;
  const matches = matchGroups(groupByCause(input.active), incidents, now, flapWindowMs);
  const continued = new Set(matches.flatMap((match) => match.incidents));
  const ended = incidents.filter((each) => each.state === 'open' && !continued.has(each));
  const changes = [
    ...ended.map((incident) => resolve(input, incident)),
    ...matches.flatMap((match) => carryOn(input, match)),
  ];
  const after = new Map(incidents.map((incident) => [incident.id, incident]));
  for (const { incident } of changes) after.set(incident.id, incident);
  const kept = [...after.values()].filter(
    (incident) => incident.state === 'open' || canReturn(incident, now, flapWindowMs),
  );
  return { incidents: kept, changes };
}

function carryOn(input: ReduceInput, match: Match): readonly IncidentChange[] {
  const findings = headlineFirst(match.groups.flatMap((group) => group.findings));
  const [first, ...others] = match.incidents.toSorted(
    (a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1),
  );
  if (first === undefined) return [open(input, findings)];
  if (first.state === 'resolved') return [reopen(input, first, findings)];
  if (others.length > 0) return mergeIncidents(input, first, others, findings);
  const changed = updateIncident(first, findings, input.now, {
    refreshMs: input.refreshMs ?? defaultRefreshMs,
    newId: input.newId,
  });
  return changed === null ? [] : [changed];
}

function open(input: ReduceInput, findings: readonly Finding[]): IncidentChange {
  const incident: Incident = {
    id: input.newId(),
    number: null,
    cluster: input.cluster,
    state: 'open',
    severity: worstSeverity(findings),
    openedAt: input.now,
    changedAt: input.now,
    resolvedAt: null,
    reopened: 0,
    findings,
    ...courseOf([], findings, input.now),
    keys: findings.map((finding) => finding.key),
    mergedInto: null,
    acknowledgedBy: null,
    acknowledgedAt: null,
    acknowledgeReason: null,
    acknowledgedSeverity: null,
    ...criticalStretch(null, worstSeverity(findings), input.now),
  };
  const events = new EventMaker(incident.id, input.now, input.newId);
  const [head, ...rest] = findings;
  return {
    before: null,
    incident,
    events: [
      events.of('opened', head?.what ?? '', head ?? null, true),
      ...rest.map((finding) => events.of('finding-added', finding.what, finding, true)),
    ],
  };
}

function reopen(
  input: ReduceInput,
  before: Incident,
  findings: readonly Finding[],
): IncidentChange {
  const { now, flapWindowMs } = input;
  const goneMs = now - (before.resolvedAt ?? now);
  // Trouble that stood for a whole window was no flap: the count starts anew.
  const stoodMs = (before.resolvedAt ?? now) - episodeStart(before);
  const reopened = stoodMs > flapWindowMs ? 1 : before.reopened + 1;
  const incident: Incident = {
    ...before,
    state: 'open',
    severity: worstSeverity(findings),
    changedAt: now,
    resolvedAt: null,
    reopened,
    findings,
    ...courseOf([{ ...before, stretchAt: null }], findings, now),
    keys: [...new Set([...before.keys, ...findings.map((finding) => finding.key)])],
    // What comes and goes all the time is one stretch: else nobody would ever be called for it.
    ...criticalStretch(reopened >= flappingReopens ? before : null, worstSeverity(findings), now),
  };
  const events = new EventMaker(before.id, now, input.newId);
  const [head, ...rest] = findings;
  const isNews = (finding: Finding): boolean => !before.keys.includes(finding.key);
  const back = events.of(
    'reopened',
    `Back after ${formatDuration(goneMs)}. ${head?.what ?? ''}`,
    head ?? null,
    head !== undefined && isNews(head),
  );
  const added = rest.map((each) => events.of('finding-added', each.what, each, isNews(each)));
  const flapping =
    reopened === flappingReopens
      ? [
          events.of(
            'flapping',
            `It has come back ${reopened} times: until it is steady for ${formatDuration(flapWindowMs)}, only the first message is kept up to date.`,
          ),
        ]
      : [];
  return { before, incident, events: [back, ...added, ...flapping] };
}

function resolve(input: ReduceInput, before: Incident): IncidentChange {
  const { now } = input;
  const incident: Incident = { ...before, state: 'resolved', changedAt: now, resolvedAt: now };
  // As its first message has it; of one that came back, this stretch.
  const lasted = formatDuration(
    now - (before.reopened === 0 ? before.openedAt : episodeStart(before)),
  );
  const events = new EventMaker(before.id, now, input.newId);
  return { before, incident, events: [events.of('resolved', `Resolved after ${lasted}.`)] };
}
