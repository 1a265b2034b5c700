import type { Incident } from '../incidents/model.js';
import type { Finding, Severity } from '../replication/findings/model.js';

/** `INC-7`, or what stands in its place while the store has given no number. */
export function incidentName(incident: Incident): string {
  return incident.number === null ? 'not yet numbered' : `INC-${incident.number}`;
}

const weight: Readonly<Record<Severity, number>> = { critical: 0, warning: 1 };

/**
 * An incident's findings with the one that heads it in front: the given order decides among
 * findings of one severity.
 */
export function headFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => weight[a.severity] - weight[b.severity]);
}

/** The finding that an incident is told by; undefined only for an incident without any. */
export function headOf(incident: Incident): Finding | undefined {
  return headFirst(incident.findings)[0];
}
