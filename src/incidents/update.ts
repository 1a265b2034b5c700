import type { Finding, Severity } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { formatDuration } from '../wording/units.js';
import type { IncidentChange, IncidentEvent } from './change.js';
import { EventMaker } from './change.js';
import { worstSeverity } from './group.js';
import type { Incident } from './model.js';
import { courseOf } from './worst.js';

/** A standby that is down becomes one that starts up: shown sooner than figures that only move. */
const statusRefreshMs = 5000;

/** An hour-old incident is refreshed every 3 minutes, not every 30 seconds. */
const refreshShareOfAge = 1 / 20;

export interface UpdateOptions {
  readonly refreshMs: number;
  readonly newId: () => string;
}

/**
 * Brings an open incident to the present findings; null if nothing changed that is worth a record.
 * While only figures move, the incident keeps the figures it had: they are renewed now and then.
 */
export function updateIncident(
  before: Incident,
  findings: readonly Finding[],
  now: EpochMs,
  options: UpdateOptions,
): IncidentChange | null {
  const maker = new EventMaker(before.id, now, options.newId);
  const events = findingEvents(before, findings, maker, now);
  if (events.length === 0) {
    if (now - before.changedAt < refreshAfterMs(before, findings, now, options)) return null;
    events.push(...figureEvents(before, findings, maker));
  }
  const incident: Incident = {
    ...before,
    ...criticalStretch(before, worstSeverity(findings), now),
    severity: worstSeverity(findings),
    changedAt: now,
    findings,
    ...courseOf([before], findings, now),
    keys: [...new Set([...before.keys, ...findings.map((finding) => finding.key)])],
  };
  return { before, incident, events };
}

/**
 * Since when an incident is critical, and how often people were called for it since: both begin anew
 * with each stretch. `before` is null where one begins in any case.
 */
export function criticalStretch(
  before: Incident | null,
  severity: Severity,
  now: EpochMs,
): Pick<Incident, 'criticalSince' | 'escalations' | 'escalatedAt'> {
  if (severity !== 'critical') return { criticalSince: null, escalations: 0, escalatedAt: null };
  if (before === null || before.criticalSince === null) {
    return { criticalSince: now, escalations: 0, escalatedAt: null };
  }
  const { criticalSince, escalations, escalatedAt } = before;
  return { criticalSince, escalations, escalatedAt };
}

/** Whose sentence has other figures now; an event without words if none has. */
function figureEvents(
  before: Incident,
  findings: readonly Finding[],
  events: EventMaker,
): readonly IncidentEvent[] {
  const had = new Map(before.findings.map((finding) => [finding.key, finding.what]));
  const moved = findings.filter(({ key, what }) => had.get(key) !== what);
  return moved.length === 0
    ? [events.of('figures-changed', '')]
    : moved.map((finding) => events.of('figures-changed', finding.what, finding));
}

/** What was added, cleared, became worse or better since `before`. */
export function findingEvents(
  before: Incident,
  findings: readonly Finding[],
  events: EventMaker,
  now: EpochMs,
): IncidentEvent[] {
  const had = new Map(before.findings.map((finding) => [finding.key, finding]));
  const has = new Set(findings.map((finding) => finding.key));
  const isNews = (finding: Finding): boolean => !before.keys.includes(finding.key);
  const added = findings
    .filter((finding) => !had.has(finding.key))
    .map((finding) => events.of('finding-added', finding.what, finding, isNews(finding)));
  const cleared = [...had.values()]
    .filter((finding) => !has.has(finding.key))
    .map((finding) =>
      events.of(
        'finding-cleared',
        `Over after ${formatDuration(now - finding.since)}: ${finding.what}`,
        finding,
      ),
    );
  return [...severityEvents(before.severity, findings, events, isNews), ...added, ...cleared];
}

function severityEvents(
  before: Severity,
  findings: readonly Finding[],
  events: EventMaker,
  isNews: (finding: Finding) => boolean,
): readonly IncidentEvent[] {
  const severity = worstSeverity(findings);
  const head = findings[0];
  if (severity === before || head === undefined) return [];
  return severity === 'critical'
    ? [events.of('worsened', `Critical now: ${head.what}`, head, isNews(head))]
    : [events.of('eased', `No longer critical; what remains: ${head.what}`, head)];
}

function refreshAfterMs(
  before: Incident,
  findings: readonly Finding[],
  now: EpochMs,
  options: UpdateOptions,
): number {
  const had = new Map(before.findings.map((finding) => [finding.key, finding]));
  const pairs = findings.map((finding) => ({ finding, old: had.get(finding.key) }));
  if (pairs.some(({ finding, old }) => status(finding) !== (old && status(old)))) {
    return statusRefreshMs;
  }
  const moved = pairs.some(({ finding, old }) => words(finding) !== (old && words(old)));
  if (!moved) return Number.POSITIVE_INFINITY;
  return Math.max(options.refreshMs, (now - before.openedAt) * refreshShareOfAge);
}

/** Everything about a finding that is no figure. */
function status(finding: Finding): string {
  const named = Object.values(finding.evidence).filter((value) => typeof value !== 'number');
  return JSON.stringify([finding.severity, named]);
}

function words(finding: Finding): string {
  return JSON.stringify([finding.what, finding.consequence, finding.next]);
}
