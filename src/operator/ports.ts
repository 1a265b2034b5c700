import type { AuditRecord } from '../incidents/record.js';
import type { ControlData, Deed, StandbySource } from '../operations/deed.js';
import type { NodeCommand } from '../operations/facts.js';
import type {
  Approval,
  Interruption,
  Operation,
  OperationState,
  Outcome,
  StepRecord,
} from '../operations/model.js';
import type { Plan } from '../operations/plan-model.js';

export type { ControlData, Deed, StandbySource } from '../operations/deed.js';
export type { Look, NodeActor, NodePosition } from '../operations/node-actor.js';

/** Where this room writes what it did; a pino logger fits. */
export interface Log {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

/**
 * What takes an operating system, at one node: by the configuration's commands, or by a person who
 * is told exactly what to run and whose deed is waited for. Every method is bounded in time and
 * never rejects.
 */
export interface NodeHands {
  readonly kind: 'command' | 'person';
  readonly can: (command: NodeCommand) => boolean;
  readonly stop: (context: DeedContext) => Promise<Deed>;
  readonly start: (context: DeedContext) => Promise<Deed>;
  readonly restart: (context: DeedContext) => Promise<Deed>;
  readonly promote: (context: DeedContext) => Promise<Deed>;
  /** Null where nobody can read it: then the proof comes from the target. */
  readonly controlData: ((context: DeedContext) => Promise<Deed<ControlData>>) | null;
  readonly makeStandby: (source: StandbySource, context: DeedContext) => Promise<Deed>;
  readonly rewind: (source: StandbySource, context: DeedContext) => Promise<Deed>;
  readonly reclone: (source: StandbySource, context: DeedContext) => Promise<Deed>;
  readonly fence: (context: DeedContext) => Promise<Deed>;
}

export interface DeedContext {
  readonly withinMs: number;
  /** Aborted when nobody wants it any more: the operation was given up, or pgrepl stops. */
  readonly signal: AbortSignal;
  /** Says what is waited for, in words for the card. */
  readonly waiting: (words: string) => void;
}

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
  | { readonly kind: 'steps-ended'; readonly steps: readonly StepRecord[] }
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

/** `approval`'s place in the line decides who starts the operation: exactly one caller is told. */
export type ApproveResult =
  /** This approval was the last one needed: the caller now holds the operation, and starts it. */
  | { readonly kind: 'claimed'; readonly operation: Operation }
  | { readonly kind: 'counted'; readonly operation: Operation }
  /** The same person's approval is there already. */
  | { readonly kind: 'already'; readonly operation: Operation }
  | { readonly kind: 'plan-changed'; readonly operation: Operation }
  | { readonly kind: 'expired'; readonly operation: Operation }
  | { readonly kind: 'not-open'; readonly operation: Operation };

/**
 * What is decided and done about operations, on record before it counts. Every method rejects when
 * the store does not confirm it; then nothing has happened, or the caller has to look.
 */
export interface OperationStore {
  readonly create: (
    operation: NewOperation,
    audit: readonly AuditRecord[],
  ) => Promise<CreateResult>;
  readonly approve: (
    operationId: string,
    approval: Omit<Approval, 'at'>,
    claimedBy: string,
    audit: readonly AuditRecord[],
  ) => Promise<ApproveResult>;
  /** Applies only in the states that the change allows; false if the operation is in another. */
  readonly write: (
    write: OperationWrite,
    from: readonly OperationState[],
  ) => Promise<Operation | null>;
  readonly find: (
    by: { readonly id: string } | { readonly number: number },
  ) => Promise<Operation | null>;
  /** Not ended, oldest first. */
  readonly open: () => Promise<readonly Operation[]>;
  /** Ends requests whose time is over, by the store's clock; returns them. */
  readonly expire: () => Promise<readonly Operation[]>;
  /** The newest first. */
  readonly list: (filter: {
    readonly cluster: string | null;
    readonly limit: number;
  }) => Promise<readonly Operation[]>;
  readonly audit: (records: readonly AuditRecord[]) => Promise<void>;
  readonly isUnavailable: (error: unknown) => boolean;
}
