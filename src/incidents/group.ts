import { rankOf } from '../replication/findings/rules.js';
import type { Finding, Severity } from '../replication/findings/model.js';

/** Findings of one cause. */
export interface FindingGroup {
  /** The one that heads the incident first, the others in its order. */
  readonly findings: readonly Finding[];
  readonly causes: ReadonlySet<string>;
}

const weight: Readonly<Record<Severity, number>> = { critical: 1, warning: 0 };

/** The worst severity among findings. */
export function worstSeverity(findings: readonly Finding[]): Severity {
  return findings.some((finding) => finding.severity === 'critical') ? 'critical' : 'warning';
}

/** Orders findings for reading: by severity, then rank of their kind, then age, then key. */
export function headlineFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      weight[b.severity] - weight[a.severity] ||
      rankOf(b.kind) - rankOf(a.kind) ||
      a.since - b.since ||
      (a.key < b.key ? -1 : 1),
  );
}

/** True if the two have an element in common. */
export function sharesAny(a: ReadonlySet<string>, b: Iterable<string>): boolean {
  for (const each of b) if (a.has(each)) return true;
  return false;
}

/** Puts together what shares a cause token, directly or over others: connected components. */
export function groupByCause(findings: readonly Finding[]): readonly FindingGroup[] {
  return connect(
    findings.map((finding) => ({
      findings: [finding],
      // A finding that shares nothing is a cause of its own.
      causes: new Set(finding.causes.length === 0 ? [finding.key] : finding.causes),
    })),
  ).map((group) => ({ ...group, findings: headlineFirst(group.findings) }));
}

function connect(groups: readonly FindingGroup[]): readonly FindingGroup[] {
  const connected: FindingGroup[] = [];
  for (const group of groups) {
    const related = connected.filter((other) => sharesAny(other.causes, group.causes));
    const merged = [...related, group];
    for (const other of related) connected.splice(connected.indexOf(other), 1);
    connected.push({
      findings: merged.flatMap((each) => each.findings),
      causes: new Set(merged.flatMap((each) => [...each.causes])),
    });
  }
  return connected;
}
