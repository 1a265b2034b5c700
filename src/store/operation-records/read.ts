import type pg from 'pg';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from '../operations/batch.js';
import type { Execution, Statement } from './transaction.js';
import { toOperation } from './rows.js';

/**
 * Operations under the names of the model, with their steps and the approvals of their present
 * plan; `o` is the table.
 */
const select = `
  select o.id, o.number, o.cluster, o.kind, o.state, o.target, o.reason, o.forced,
         o.requested_by as "requestedBy", o.requested_at as "requestedAt",
         o.expires_at as "expiresAt", o.channel, o.plan, o.plan_hash as "planHash",
         o.plan_version as "planVersion", o.plan_changes as "planChanges",
         (select coalesce(jsonb_agg(jsonb_build_object('actor', a.actor, 'at', ${ms('a.at')},
                   'planHash', a.plan_hash) order by a.seq), '[]')
            from pgrepl.operation_approvals a
           where a.operation_id = o.id and a.plan_version = o.plan_version) as approvals,
         (select coalesce(jsonb_agg(jsonb_build_object('position', s.position, 'step', s.step,
                   'node', s.node, 'words', s.words, 'exact', s.exact, 'state', s.state,
                   'intendedAt', ${ms('s.intended_at')}, 'endedAt', ${ms('s.ended_at')},
                   'result', s.result) order by s.position), '[]')
            from pgrepl.operation_steps s
           where s.operation_id = o.id) as steps,
         o.claimed_by as "claimedBy", o.started_at as "startedAt", o.ended_at as "endedAt",
         o.outcome, o.interruption, o.changed_at as "changedAt"
    from pgrepl.operations o`;

function ms(column: string): string {
  return `floor(extract(epoch from ${column}) * 1000)`;
}

const readById: Statement = {
  name: 'pgrepl_operation_by_id',
  types: ['uuid'],
  text: `${select} where o.id = $2`,
};

const readForCreate: Statement = {
  name: 'pgrepl_operation_created_or_open',
  types: ['uuid', 'text'],
  text: `${select} where o.id = $2 or (o.cluster = $3 and o.ended_at is null)
    order by o.id = $2 desc limit 1`,
};

/** The operation, within a transaction. */
export function reading(id: string): Execution {
  return { statement: readById, values: [id] };
}

/** The operation with this id; if there is none, the cluster's open one. */
export function readingCreated(id: string, cluster: string): Execution {
  return { statement: readForCreate, values: [id, cluster] };
}

export type OperationName = { readonly id: string } | { readonly number: number };

/** The operation of this id or this number; null if there is none. */
export async function findOperation(
  client: pg.ClientBase,
  by: OperationName,
): Promise<Operation | null> {
  const where = 'id' in by ? 'o.id = $1' : 'o.number = $1';
  if ('id' in by ? !isUuid(by.id) : !Number.isSafeInteger(by.number)) return null;
  const { rows } = await client.query<object>(`${select} where ${where}`, [
    'id' in by ? by.id : by.number,
  ]);
  return rows[0] === undefined ? null : toOperation(rows[0]);
}

/** Those that have not ended, oldest first. */
export async function openOperations(client: pg.ClientBase): Promise<readonly Operation[]> {
  const { rows } = await client.query<object>(
    `${select} where o.ended_at is null order by o.number`,
  );
  return rows.map(toOperation);
}

/** Requests whose time is over by the store's clock, oldest first. */
export async function overdueOperations(client: pg.ClientBase): Promise<readonly Operation[]> {
  const { rows } = await client.query<object>(
    `${select} where o.state = 'requested' and o.expires_at <= now() order by o.number`,
  );
  return rows.map(toOperation);
}

export interface OperationFilter {
  readonly cluster: string | null;
  readonly limit: number;
  /** Only those that were under way, or waited, between these moments; `to` null for no end. */
  readonly overlaps?: { readonly from: EpochMs; readonly to: EpochMs | null };
}

/** The newest first. */
export async function listOperations(
  client: pg.ClientBase,
  { cluster, limit, overlaps }: OperationFilter,
): Promise<readonly Operation[]> {
  const { rows } = await client.query<object>(
    `${select} where ($1::text is null or o.cluster = $1)
        and ($3::timestamptz is null or coalesce(o.ended_at, 'infinity') >= $3)
        and ($4::timestamptz is null or o.requested_at <= $4)
      order by o.number desc limit $2`,
    [cluster, limit, iso(overlaps?.from ?? null), iso(overlaps?.to ?? null)],
  );
  return rows.map(toOperation);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids come back from Slack with clicks: what is none is no operation's. */
export function isUuid(id: string): boolean {
  return uuid.test(id);
}
