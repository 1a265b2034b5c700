import type pg from 'pg';
import type { Operation, OperationState, StepRecord } from '../../operations/model.js';
import type { OperationChange, OperationWrite } from '../../operations/record.js';
import { toJsonbText } from '../json.js';
import { appendAudit } from '../operations/append-audit.js';
import { iso } from '../operations/batch.js';
import { redactJson, redactText } from '../redact.js';
import { auditText, written } from './parameters.js';
import { isUuid, reading } from './read.js';
import { toOperation } from './rows.js';
import { ours, transact, type Statement } from './transaction.js';

const audit = appendAudit('$6', 'exists (select from chosen)');

/**
 * One statement for every kind of change: `$4` says which columns become what, `$5` what the steps
 * are now. A step that is there keeps what was intended, or the table's triggers refuse it.
 */
const statement: Statement = {
  name: 'pgrepl_operation_write',
  types: ['uuid', 'text[]', 'jsonb', 'jsonb', 'jsonb'],
  text: `with recursive
    input as (
      select * from jsonb_to_record($4) as input (
        state text, plan jsonb, plan_hash text, plan_version integer, plan_changes jsonb,
        claimed_by text, interruption jsonb, outcome jsonb)),
    chosen as (
      select o.id
        from pgrepl.operations o, input
       where o.id = $2 and o.state = any ($3) and exists (${ours})
         and (input.plan_version is null or input.plan_version = o.plan_version + 1)
         and (input.outcome ->> 'kind' is distinct from 'expired' or o.expires_at <= now())),
    changed as (
      update pgrepl.operations o
         set changed_at = now(),
             state = coalesce(input.state, o.state),
             target = coalesce(input.plan ->> 'target', o.target),
             plan = coalesce(input.plan, o.plan),
             plan_hash = coalesce(input.plan_hash, o.plan_hash),
             plan_version = coalesce(input.plan_version, o.plan_version),
             plan_changes = coalesce(input.plan_changes, o.plan_changes),
             claimed_by = coalesce(input.claimed_by, o.claimed_by),
             interruption = case when input.state = 'running' then null
                                 else coalesce(input.interruption, o.interruption) end,
             outcome = input.outcome,
             ended_at = case when input.state = 'ended' then now() end
        from chosen, input
       where o.id = chosen.id),
    steps as (
      insert into pgrepl.operation_steps as old
             (operation_id, position, step, node, words, exact, state, intended_at, ended_at,
              result)
      select chosen.id, step.position, step.step, step.node, step.words, step.exact, step.state,
             step.intended_at, step.ended_at, step.result
        from chosen,
             jsonb_to_recordset($5) as step (
               position integer, step text, node text, words text, exact jsonb, state text,
               intended_at timestamptz, ended_at timestamptz, result text)
       order by step.position
      on conflict (operation_id, position) do update
         set step = excluded.step, node = excluded.node, words = excluded.words,
             exact = excluded.exact, state = excluded.state, intended_at = excluded.intended_at,
             ended_at = excluded.ended_at, result = excluded.result),
    audit_fresh as (${audit.fresh}),
    audit_chain as (${audit.chain}),
    audit_insert as (${audit.insert}),
    audit_head as (${audit.moveHead})
    select from chosen`,
};

/** The states in which each change makes sense. */
const allowed: Readonly<Record<OperationChange['kind'], readonly OperationState[]>> = {
  plan: ['requested'],
  'steps-intended': ['running'],
  'steps-ended': ['running', 'interrupted'],
  interrupted: ['running'],
  resumed: ['interrupted'],
  ended: ['requested', 'running', 'interrupted'],
};

/** Makes a change if the operation is in one of the states `from`; null if it is not. */
export async function writeOperation(
  client: pg.ClientBase,
  token: string,
  { operationId, change, audit: records }: OperationWrite,
  from: readonly OperationState[],
): Promise<Operation | null> {
  const states = from.filter((state) => allowed[change.kind].includes(state));
  if (states.length === 0 || !isUuid(operationId)) return null;
  const values = written(() => [
    operationId,
    `{${states.join(',')}}`,
    toJsonbText(columnsOf(change)),
    toJsonbText(stepsOf(change).map(stepRow)),
    auditText(records),
  ]);
  const [[chosen], [row]] = await transact(
    client,
    token,
    { statement, values },
    reading(operationId),
  );
  return chosen === undefined || row === undefined ? null : toOperation(row);
}

/** What the change makes of the operation's own columns; what it leaves alone is left out. */
function columnsOf(change: OperationChange): object {
  switch (change.kind) {
    case 'plan':
      return {
        plan: redactJson(change.plan),
        plan_hash: change.planHash,
        plan_version: change.planVersion,
        plan_changes: redactJson(change.planChanges),
      };
    case 'steps-intended':
    case 'steps-ended':
      return {};
    case 'interrupted':
      return { state: 'interrupted', interruption: redactJson(change.interruption) };
    case 'resumed':
      return { state: 'running', claimed_by: change.claimedBy };
    case 'ended':
      return { state: 'ended', outcome: redactJson(change.outcome) };
  }
}

function stepsOf(change: OperationChange): readonly StepRecord[] {
  switch (change.kind) {
    case 'steps-intended':
      return change.steps;
    case 'steps-ended':
      return [...change.steps, ...(change.next ?? [])];
    default:
      return [];
  }
}

function stepRow(step: StepRecord): object {
  return {
    position: step.position,
    step: step.step,
    node: step.node,
    words: redactText(step.words),
    exact: redactJson(step.exact),
    state: step.state,
    intended_at: iso(step.intendedAt),
    ended_at: iso(step.endedAt),
    result: step.result === null ? null : redactText(step.result),
  };
}
