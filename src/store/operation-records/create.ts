import type pg from 'pg';
import type { AuditRecord } from '../../incidents/record.js';
import type { CreateResult, NewOperation } from '../../operations/record.js';
import { StoreError } from '../errors.js';
import { toJsonbText } from '../json.js';
import { appendAudit } from '../operations/append-audit.js';
import { redactJson, redactText } from '../redact.js';
import { auditText, written } from './parameters.js';
import { readingCreated } from './read.js';
import { toOperation } from './rows.js';
import { ours, transact, type Statement } from './transaction.js';

const audit = appendAudit('$4', 'exists (select from input)');

/** Nothing if it is there already, or if the cluster has another one that has not ended. */
const statement: Statement = {
  name: 'pgrepl_operation_create',
  types: ['jsonb', 'interval', 'jsonb'],
  text: `with recursive
    input as (
      select input.*
        from jsonb_to_record($2) as input (
               id uuid, cluster text, kind text, target text, reason text, forced boolean,
               requested_by text, channel text, plan jsonb, plan_hash text, plan_version integer,
               plan_changes jsonb)
       where exists (${ours})
         and not exists (select from pgrepl.operations o
                          where o.id = input.id
                             or (o.cluster = input.cluster and o.ended_at is null))),
    counter as (
      update pgrepl.counters set value = value + 1
       where name = 'operation' and exists (select from input)
      returning value),
    created as (
      insert into pgrepl.operations
             (id, number, cluster, kind, state, target, reason, forced, requested_by, channel,
              plan, plan_hash, plan_version, plan_changes, requested_at, expires_at, changed_at)
      select input.id, counter.value, input.cluster, input.kind, 'requested', input.target,
             input.reason, input.forced, input.requested_by, input.channel, input.plan,
             input.plan_hash, input.plan_version, input.plan_changes, now(), now() + $3, now()
        from input, counter),
    audit_fresh as (${audit.fresh}),
    audit_chain as (${audit.chain}),
    audit_insert as (${audit.insert}),
    audit_head as (${audit.moveHead})
    select from input`,
};

/**
 * Records a request, and gives it its number. Said twice under the same id it is recorded once.
 * `busy` if the cluster has an operation that has not ended, be it overdue.
 */
export async function createOperation(
  client: pg.ClientBase,
  token: string,
  operation: NewOperation,
  records: readonly AuditRecord[],
): Promise<CreateResult> {
  const { id, cluster, expiresAfterMs } = operation;
  const values = written(() => [
    toJsonbText(operationRow(operation)),
    `${expiresAfterMs} ms`,
    auditText(records),
  ]);
  const [, [row]] = await transact(
    client,
    token,
    { statement, values },
    readingCreated(id, cluster),
  );
  if (row === undefined) {
    throw new StoreError('unavailable', `The store did not keep the operation on ${cluster}`);
  }
  const found = toOperation(row);
  const created = found.id === id.toLowerCase();
  return { kind: created ? 'created' : 'busy', operation: found };
}

function operationRow(operation: NewOperation): object {
  return {
    id: operation.id,
    cluster: operation.cluster,
    kind: operation.kind,
    target: operation.target,
    reason: operation.reason === null ? null : redactText(operation.reason),
    forced: operation.forced,
    requested_by: operation.requestedBy,
    channel: operation.channel,
    plan: redactJson(operation.plan),
    plan_hash: operation.planHash,
    plan_version: operation.planVersion,
    plan_changes: redactJson(operation.planChanges),
  };
}
