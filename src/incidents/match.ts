import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import type { FindingGroup } from './group.js';
import { sharesAny } from './group.js';
import type { Incident } from './model.js';

/** Findings of one cause, and the incidents that they continue. */
export interface Match {
  readonly groups: readonly FindingGroup[];
  /** None: it is new. Open ones: it goes on, several become one. A resolved one: it is back. */
  readonly incidents: readonly Incident[];
}

/**
 * Finds for each group the incidents it continues. Groups that continue the same incident stay
 * together: a cause that falls apart while it heals does not open further incidents.
 *
 * @param flapWindowMs how long after its resolution an incident can come back, ms
 */
export function matchGroups(
  groups: readonly FindingGroup[],
  incidents: readonly Incident[],
  now: EpochMs,
  flapWindowMs: number,
): readonly Match[] {
  const open = incidents.filter((incident) => incident.state === 'open');
  const resolved = incidents.filter((incident) => canReturn(incident, now, flapWindowMs));
  const matches: Match[] = [];
  for (const group of groups) {
    const linked = continued(group, open) ?? returned(group, resolved);
    const related = matches.filter((match) =>
      match.incidents.some((incident) => linked.includes(incident)),
    );
    for (const match of related) matches.splice(matches.indexOf(match), 1);
    matches.push({
      groups: [...related.flatMap((match) => match.groups), group],
      incidents: [...new Set([...related.flatMap((match) => match.incidents), ...linked])],
    });
  }
  return matches;
}

/** True while a resolved incident may reopen. One that was taken in by another never does. */
export function canReturn(incident: Incident, now: EpochMs, flapWindowMs: number): boolean {
  return (
    incident.state === 'resolved' &&
    incident.mergedInto === null &&
    incident.resolvedAt !== null &&
    now - incident.resolvedAt <= flapWindowMs
  );
}

function keysOf(group: FindingGroup): readonly string[] {
  return group.findings.map((finding) => finding.key);
}

/** Open incidents that share a finding or a cause now; else the newest that once had one of them. */
function continued(group: FindingGroup, open: readonly Incident[]): readonly Incident[] | null {
  const keys = new Set(keysOf(group));
  const linked = open.filter((incident) =>
    incident.findings.some(
      (finding) => keys.has(finding.key) || sharesAny(group.causes, finding.causes),
    ),
  );
  if (linked.length > 0) return linked;
  const once = open.filter((incident) => sharesAny(keys, incident.keys));
  const newest = once.toSorted((a, b) => b.openedAt - a.openedAt)[0];
  return newest === undefined ? null : [newest];
}

/** The incident resolved last that was headed by, or had, what heads this group now. */
function returned(group: FindingGroup, resolved: readonly Incident[]): readonly Incident[] {
  const [head] = group.findings;
  if (head === undefined) return [];
  const latest = resolved
    .filter((incident) => isReturn(head, incident))
    .toSorted((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0))[0];
  return latest === undefined ? [] : [latest];
}

/**
 * The same trouble, or other trouble at the node that the incident was about. What is said of the
 * cluster as a whole is the same trouble only if one of the nodes is the same: another standby that
 * is lost is news.
 */
function isReturn(head: Finding, incident: Incident): boolean {
  const isKnown = incident.keys.includes(head.key);
  if (head.subject !== null) {
    const last = incident.findings.find((finding) => finding.key === head.key);
    // What was lost with another node then and is lost alone now is trouble of its own.
    const wasSideEffect = last !== undefined && last.causes.filter(isNode).length > 1;
    return (isKnown && !wasSideEffect) || incident.findings[0]?.subject === head.subject;
  }
  const nodes = new Set(head.causes.filter(isNode));
  const before = incident.findings.flatMap((finding) => finding.causes.filter(isNode));
  return isKnown && (sharesAny(nodes, before) || (nodes.size === 0 && before.length === 0));
}

function isNode(cause: string): boolean {
  return cause.startsWith('node:');
}
