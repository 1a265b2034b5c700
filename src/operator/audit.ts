import type { AuditRecord } from '../incidents/record.js';
import type { Operation, StepRecord } from '../operations/model.js';
import type { EpochMs } from '../replication/observation.js';

/** Who carries steps out, once others have approved them. */
const self = 'pgrepl';

const results = {
  intended: 'intended',
  done: 'done',
  failed: 'failed',
  unknown: 'failed',
} as const;

/** One step, before or after it: exactly what is run, and what came of it. */
export function stepAudit(
  operation: Operation,
  record: StepRecord,
  id: string,
  at: EpochMs,
): AuditRecord {
  return {
    id,
    at,
    actor: self,
    action: 'operation.step',
    cluster: operation.cluster,
    subject: `OP-${operation.number}`,
    result: results[record.state],
    detail: {
      step: record.step,
      position: record.position,
      node: record.node,
      does: record.words,
      exact: [...record.exact],
      ...(record.state === 'intended' ? {} : { state: record.state, came: record.result }),
    },
  };
}

/** What a person did about an operation, or what became of it. */
export function operationAudit(
  action: string,
  subject: Pick<Operation, 'cluster'> & { readonly number: number | null },
  parts: {
    readonly id: string;
    readonly at: EpochMs;
    readonly actor: string;
    readonly result: AuditRecord['result'];
    readonly detail: AuditRecord['detail'];
  },
): AuditRecord {
  return {
    id: parts.id,
    at: parts.at,
    actor: parts.actor,
    action: `operation.${action}`,
    cluster: subject.cluster,
    subject: subject.number === null ? null : `OP-${subject.number}`,
    result: parts.result,
    detail: parts.detail,
  };
}
