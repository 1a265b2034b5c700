import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { Incident } from '../../incidents/model.js';
import type { Finding } from '../../replication/findings/model.js';
import { testNow } from '../../replication/testing/observations.js';
import { aTopology } from '../../replication/testing/topologies.js';

/** A critical finding about the cluster `orders`, 41 s old. */
export function aFinding(changes: Partial<Finding> = {}): Finding {
  return {
    kind: 'commits-hang',
    cluster: 'orders',
    subject: null,
    key: `orders/${changes.kind ?? 'commits-hang'}/${changes.subject ?? ''}`,
    severity: 'critical',
    since: testNow - 41_000,
    causes: ['sync'],
    what: 'Commits hang: no synchronous standby is left.',
    consequence: 'Nothing acknowledged is lost.',
    next: 'Bring s1 or s2 back.',
    evidence: {},
    ...changes,
  };
}

/** The open incident INC-7 of `orders` with that finding. */
export function anIncident(changes: Partial<Incident> = {}): Incident {
  const findings = changes.findings ?? [aFinding()];
  return {
    id: '00000000-0000-4000-8000-000000000007',
    number: 7,
    cluster: 'orders',
    state: 'open',
    severity: 'critical',
    openedAt: testNow - 41_000,
    changedAt: testNow - 41_000,
    resolvedAt: null,
    reopened: 0,
    findings,
    worst: findings[0] ?? null,
    worstAt: testNow - 41_000,
    stretchAt: testNow - 41_000,
    keys: findings.map((finding) => finding.key),
    mergedInto: null,
    acknowledgedBy: null,
    acknowledgeReason: null,
    acknowledgedSeverity: null,
    acknowledgedAt: null,
    criticalSince: (changes.severity ?? 'critical') === 'critical' ? testNow - 41_000 : null,
    escalations: 0,
    escalatedAt: null,
    ...changes,
  };
}

/** The healthy cluster `orders` as it was just seen. */
export function aSnapshot(changes: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  const cluster = changes.cluster ?? 'orders';
  return {
    cluster,
    topology: aTopology({ cluster }),
    findings: [],
    incidents: [],
    silences: [],
    pollEveryMs: 2_000,
    ...changes,
  };
}
