import { randomUUID } from 'node:crypto';
import type { Incident, OutboxItem, TimelineEntry } from '../../../../src/incidents/model.js';
import type { AuditRecord, StoreChange } from '../../../../src/incidents/record.js';
import type { Silence } from '../../../../src/incidents/silences/model.js';
import type { Finding } from '../../../../src/replication/findings/model.js';

/** A moment that all of these tests count from. */
export const t0 = Date.UTC(2026, 2, 1, 3, 12, 4, 567);

export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    kind: 'standby-disconnected',
    cluster: 'orders',
    subject: 's1',
    key: 'orders/standby-disconnected/s1',
    severity: 'critical',
    since: t0,
    causes: ['node:s1', 'sync'],
    what: 's1 is down since 03:12:04.',
    consequence: 'Commits wait for s2 alone.',
    next: 'Start PostgreSQL on s1.',
    evidence: { lagBytes: 16_384, ratio: 0.25, slot: null, waiting: true, nodes: ['s1', 's3'] },
    ...overrides,
  };
}

export function incident(overrides: Partial<Incident> = {}): Incident {
  return {
    id: randomUUID(),
    number: null,
    cluster: 'orders',
    state: 'open',
    severity: 'critical',
    openedAt: t0,
    changedAt: t0 + 1,
    resolvedAt: null,
    reopened: 0,
    findings: [finding()],
    keys: ['orders/standby-disconnected/s1'],
    mergedInto: null,
    acknowledgedBy: null,
    acknowledgeReason: null,
    acknowledgedSeverity: null,
    acknowledgedAt: null,
    criticalSince: null,
    escalations: 0,
    escalatedAt: null,
    worst: null,
    worstAt: null,
    stretchAt: null,
    ...overrides,
  };
}

export function entry(overrides: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id: randomUUID(),
    incidentId: randomUUID(),
    at: t0,
    kind: 'opened',
    text: 's1 is down.',
    findingKey: 'orders/standby-disconnected/s1',
    source: 'pgrepl',
    message: null,
    ...overrides,
  };
}

/** A silence of all of `orders` for an hour. */
export function silence(overrides: Partial<Silence> = {}): Silence {
  return {
    id: randomUUID(),
    number: null,
    cluster: 'orders',
    scope: { kind: 'cluster' },
    startsAt: t0,
    endsAt: t0 + 3_600_000,
    createdBy: 'slack:T1/U2',
    createdAt: t0,
    reason: null,
    begunAt: null,
    endedAt: null,
    endedBy: null,
    ...overrides,
  };
}

export function message(overrides: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id: randomUUID(),
    channel: 'C0ORDERS',
    createdAt: t0,
    payload: { kind: 'notice', text: 'pgrepl is back.' },
    state: 'pending',
    attempts: 0,
    notBefore: t0,
    sentTs: null,
    lastError: null,
    ...overrides,
  };
}

export function audit(overrides: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: randomUUID(),
    at: t0,
    actor: 'slack:T1/U1',
    action: 'contract.accept',
    cluster: 'orders',
    subject: null,
    result: 'done',
    detail: { required: 1, names: ['s1', 's2'] },
    ...overrides,
  };
}

export const of = {
  incident: (value: Incident): StoreChange => ({ kind: 'incident', incident: value }),
  entry: (value: TimelineEntry): StoreChange => ({ kind: 'timeline', entry: value }),
  message: (value: OutboxItem): StoreChange => ({ kind: 'outbox', item: value }),
  silence: (value: Silence): StoreChange => ({ kind: 'silence', silence: value }),
  audit: (value: AuditRecord): StoreChange => ({ kind: 'audit', record: value }),
};
