import { z } from 'zod';
import type { Incident, OutboxItem, OutboxPayload, TimelineEntry } from '../../incidents/model.js';
import type { AuditRecord, ClusterMemory, Watched, WatchedSpan } from '../../incidents/record.js';
import type { Silence } from '../../incidents/silences/model.js';
import type { Finding, SyncContract } from '../../replication/findings/model.js';
import { StoreError } from '../errors.js';

/** Strict about what pgrepl counts on; a key that a newer pgrepl added is left out in silence. */
const finding: z.ZodType<Finding> = z.object({
  kind: z.string(),
  cluster: z.string(),
  subject: z.string().nullable(),
  key: z.string(),
  severity: z.enum(['critical', 'warning']),
  since: z.number(),
  causes: z.array(z.string()),
  what: z.string(),
  consequence: z.string(),
  next: z.string(),
  evidence: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
  ),
});

const incident = z.object({
  id: z.string(),
  number: z.number(),
  cluster: z.string(),
  state: z.enum(['open', 'resolved']),
  severity: z.enum(['critical', 'warning']),
  openedAt: z.number(),
  changedAt: z.number(),
  resolvedAt: z.number().nullable(),
  reopened: z.number(),
  findings: z.array(finding),
  worst: finding.nullable(),
  worstAt: z.number().nullable(),
  stretchAt: z.number().nullable(),
  keys: z.array(z.string()),
  mergedInto: z.string().nullable(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.number().nullable(),
  acknowledgeReason: z.string().nullable(),
  acknowledgedSeverity: z.enum(['critical', 'warning']).nullable(),
  criticalSince: z.number().nullable(),
  escalations: z.number(),
  escalatedAt: z.number().nullable(),
});

const timelineEntry = z.object({
  id: z.string(),
  incidentId: z.string(),
  at: z.number(),
  kind: z.enum([
    'opened',
    'finding-added',
    'finding-changed',
    'finding-cleared',
    'severity-changed',
    'resolved',
    'reopened',
    'flapping',
    'merged',
    'posted',
    'acknowledged',
    'taken-over',
    'escalated',
    'silenced',
    'silence-ended',
    'role-changed',
    'blind',
    'note',
    'note-edited',
    'note-deleted',
  ]),
  text: z.string(),
  findingKey: z.string().nullable(),
  source: z.string(),
  message: z.object({ channel: z.string(), ts: z.string(), author: z.string() }).nullable(),
});

const noticeReason = z.enum([
  'opened',
  'worsened',
  'eased',
  'finding-added',
  'finding-cleared',
  'resolved',
  'reopened',
  'merged',
  'flapping',
  'figures-changed',
  'silenced',
  'silence-ended',
  'escalated',
  'acknowledged',
  'digest',
]);

const outboxPayload: z.ZodType<OutboxPayload> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('root'), incidentId: z.string(), reason: noticeReason }),
  z.object({
    kind: z.literal('thread'),
    incidentId: z.string(),
    reason: noticeReason,
    text: z.string(),
    broadcast: z.boolean(),
    mentions: z.array(z.string()).optional(),
    picture: z.object({ from: z.number(), to: z.number() }).optional(),
  }),
  z.object({ kind: z.literal('operation'), operationId: z.string() }),
  z.object({
    kind: z.literal('operation-thread'),
    operationId: z.string(),
    text: z.string(),
    broadcast: z.boolean(),
  }),
  z.object({
    kind: z.literal('notice'),
    text: z.string(),
    held: z.boolean().optional(),
    about: z.string().optional(),
    people: z.array(z.string()).optional(),
  }),
]);

const outboxItem = z.object({
  id: z.string(),
  channel: z.string(),
  createdAt: z.number(),
  payload: outboxPayload,
  state: z.enum(['pending', 'sending', 'sent', 'dropped']),
  attempts: z.number(),
  notBefore: z.number(),
  sentTs: z.string().nullable(),
  lastError: z.string().nullable(),
});

const contract: z.ZodType<SyncContract> = z.object({
  source: z.enum(['declared', 'learned', 'accepted']),
  since: z.number(),
  required: z.number(),
  eligible: z.number(),
  synchronousCommit: z.string(),
  names: z.string(),
  meanwhile: z.string().nullish(),
  overrides: z.array(z.string()),
});

const clusterMemory = z.object({
  cluster: z.string(),
  systemIdentifier: z.string().nullable(),
  contract: contract.nullable(),
  lastPrimary: z.string().nullable(),
});

const silence: z.ZodType<Silence> = z.object({
  id: z.string(),
  number: z.number(),
  cluster: z.string(),
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('cluster') }),
    z.object({ kind: z.literal('node'), node: z.string() }),
    z.object({
      kind: z.literal('finding'),
      finding: z.string(),
      node: z.string().nullable(),
    }),
    z.object({
      kind: z.literal('incident'),
      incidentId: z.string(),
      number: z.number().nullable(),
      known: z.array(z.string()).optional(),
      goesOn: z.object({ incidentId: z.string(), keys: z.array(z.string()) }).optional(),
    }),
  ]),
  startsAt: z.number(),
  endsAt: z.number(),
  createdBy: z.string(),
  createdAt: z.number(),
  reason: z.string().nullable(),
  begunAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  endedBy: z.string().nullable(),
});

const auditRecord = z.object({
  id: z.string(),
  at: z.number(),
  actor: z.string(),
  action: z.string(),
  cluster: z.string().nullable(),
  subject: z.string().nullable(),
  result: z.enum(['intended', 'done', 'failed', 'denied']),
  // Handed on as it is: a copy could lose what the hash was made over.
  detail: z.custom<AuditRecord['detail']>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ),
});

const watched = z.object({ cluster: z.string(), at: z.number() });
const watchedSpan = watched.extend({ from: z.number() });

const root = z.object({ subjectId: z.string(), channel: z.string(), ts: z.string() });

export const toIncident = reader<Incident>('incident', incident);
export const toTimelineEntry = reader<TimelineEntry>('timeline entry', timelineEntry);
export const toOutboxItem = reader<OutboxItem>('message', outboxItem);
export const toRoot = reader('root message', root);
export const toWatched = reader<Watched>('time of watching', watched);
export const toWatchedSpan = reader<WatchedSpan>('time of watching', watchedSpan);
export const toClusterMemory = reader<ClusterMemory>('cluster memory', clusterMemory);
export const toSilence = reader<Silence>('silence', silence);
export const toAuditRecord = reader<AuditRecord>('audit record', auditRecord);

/** Reads a row; one that is not what pgrepl writes is a `StoreError` `schema` that names it. */
export function reader<T>(what: string, schema: z.ZodType<T>): (row: unknown) => T {
  return (row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? '' : ` at ${issue.path.map(String).join('.')}`;
    throw new StoreError(
      'schema',
      `The store holds a ${what} that pgrepl cannot read${where}: ${identity(row)}`,
      { cause: parsed.error },
    );
  };
}

function identity(row: unknown): string {
  if (typeof row !== 'object' || row === null) return 'no row';
  const id: unknown = 'id' in row ? row.id : 'subjectId' in row ? row.subjectId : null;
  return typeof id === 'string' ? id : 'without an id';
}
