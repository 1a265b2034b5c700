import type pg from 'pg';
import type { AuditRecord } from '../../incidents/record.js';
import type { Approval } from '../../operations/model.js';
import type { ApproveResult } from '../../operations/record.js';
import { StoreError } from '../errors.js';
import { appendAudit } from '../operations/append-audit.js';
import { auditText, written } from './parameters.js';
import { isUuid, reading } from './read.js';
import { toOperation } from './rows.js';
import { ours, transact, type Statement } from './transaction.js';

const audit = appendAudit('$6', 'exists (select from approval)');

/**
 * Everything is judged and done at once, by the store's clock, while no other approval can come in
 * between. The claim reads the approval, so that it is made after it.
 */
const statement: Statement = {
  name: 'pgrepl_operation_approve',
  types: ['uuid', 'text', 'text', 'text', 'jsonb'],
  text: `with recursive
    verdict as (
      select o.id, o.plan_version,
             case
               when o.state <> 'requested' then 'not-open'
               when o.expires_at <= now() then 'expired'
               when o.plan_hash <> $3 then 'plan-changed'
               when exists (select from pgrepl.operation_approvals a
                             where a.operation_id = o.id and a.plan_version = o.plan_version
                               and a.actor = $4) then 'already'
               when (select count(*) from pgrepl.operation_approvals a
                      where a.operation_id = o.id and a.plan_version = o.plan_version) + 1
                    >= (o.plan #>> '{needs,approvals}')::integer then 'claimed'
               else 'counted'
             end as kind
        from pgrepl.operations o
       where o.id = $2 and exists (${ours})),
    approval as (
      insert into pgrepl.operation_approvals (operation_id, plan_version, plan_hash, actor, at)
      select id, plan_version, $3, $4, now() from verdict where kind in ('claimed', 'counted')
      returning operation_id),
    claim as (
      update pgrepl.operations o
         set changed_at = now(),
             state = case when verdict.kind = 'claimed' then 'running' else o.state end,
             claimed_by = case when verdict.kind = 'claimed' then $5 end,
             started_at = case when verdict.kind = 'claimed' then now() end
        from verdict join approval on approval.operation_id = verdict.id
       where o.id = verdict.id),
    audit_fresh as (${audit.fresh}),
    audit_chain as (${audit.chain}),
    audit_insert as (${audit.insert}),
    audit_head as (${audit.moveHead})
    select kind from verdict`,
};

type Kind = ApproveResult['kind'];
const kinds: readonly Kind[] = [
  'claimed',
  'counted',
  'already',
  'plan-changed',
  'expired',
  'not-open',
];

export interface ApprovalGiven {
  readonly operationId: string;
  readonly approval: Omit<Approval, 'at'>;
  readonly claimedBy: string;
  readonly audit: readonly AuditRecord[];
}

/** Counts an approval; the last one needed claims the operation for `claimedBy`. */
export async function approveOperation(
  client: pg.ClientBase,
  token: string,
  { operationId, approval, claimedBy, audit: records }: ApprovalGiven,
): Promise<ApproveResult> {
  const unknown = new StoreError('refused', `There is no operation ${operationId}`);
  if (!isUuid(operationId)) throw unknown;
  const { planHash, actor } = approval;
  const values = written(() => [operationId, planHash, actor, claimedBy, auditText(records)]);
  const [[verdict], [row]] = await transact(
    client,
    token,
    { statement, values },
    reading(operationId),
  );
  if (verdict === undefined || row === undefined) throw unknown;
  const said: unknown = 'kind' in verdict ? verdict.kind : null;
  const kind = kinds.find((each) => each === said);
  if (kind === undefined) throw new TypeError(`no such verdict: ${String(said)}`);
  return { kind, operation: toOperation(row) };
}
