import type { AuditRecord } from '../incidents/record.js';
import type { Interruption, Operation, Outcome, StepRecord } from './model.js';
import type { Plan } from './plan-model.js';

/** One change of an operation and the audit records that belong to it: one transaction. */
export interface OperationWrite {
  readonly operationId: string;
  readonly change: OperationChange;
  readonly audit: readonly AuditRecord[];
}

export type OperationChange =
  /** A new plan: earlier approvals are void. Only while `requested`. */
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      readonly planHash: string;
      readonly planVersion: number;
      readonly planChanges: readonly string[];
    }
  | { readonly kind: 'steps-intended'; readonly steps: readonly StepRecord[] }
  /** `next` are intended in the same commit: between two steps the store is asked once. */
  | {
      readonly kind: 'steps-ended';
      readonly steps: readonly StepRecord[];
      readonly next?: readonly StepRecord[];
    }
  | { readonly kind: 'interrupted'; readonly interruption: Interruption }
  /** From `interrupted` to `running`, by a person's word. */
  | { readonly kind: 'resumed'; readonly claimedBy: string }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

/** A request as it is handed to the store, which gives it its number and its times. */
export type NewOperation = Omit<
  Operation,
  | 'number'
  | 'state'
  | 'requestedAt'
  | 'expiresAt'
  | 'approvals'
  | 'steps'
  | 'claimedBy'
  | 'startedAt'
  | 'endedAt'
  | 'outcome'
  | 'interruption'
  | 'changedAt'
> & { readonly expiresAfterMs: number };

export type CreateResult =
  | { readonly kind: 'created'; readonly operation: Operation }
  /** One operation a cluster at a time. */
  | { readonly kind: 'busy'; readonly operation: Operation };

/** The order in which approvals come decides who starts the operation: exactly one caller is told. */
export type ApproveResult =
  /** This approval was the last one needed: the caller now holds the operation, and starts it. */
  | { readonly kind: 'claimed'; readonly operation: Operation }
  | { readonly kind: 'counted'; readonly operation: Operation }
  /** The same person's approval is there already. */
  | { readonly kind: 'already'; readonly operation: Operation }
  | { readonly kind: 'plan-changed'; readonly operation: Operation }
  | { readonly kind: 'expired'; readonly operation: Operation }
  | { readonly kind: 'not-open'; readonly operation: Operation };

/** How an operation is ended, and what the audit log says of that. */
export interface Ending {
  readonly outcome: Outcome;
  readonly audit: readonly AuditRecord[];
}
