import type { AuditRecord } from '../incidents/record.js';
import type { ControlData, Deed, StandbySource } from '../operations/deed.js';
import type { NodeCommand } from '../operations/facts.js';
import type { Approval, Operation, OperationState } from '../operations/model.js';
import type {
  ApproveResult,
  CreateResult,
  Ending,
  NewOperation,
  OperationWrite,
} from '../operations/record.js';

export type { ControlData, Deed, StandbySource } from '../operations/deed.js';
export type { LockedOut, Look, NodeActor, NodePosition } from '../operations/node-actor.js';
export type {
  ApproveResult,
  CreateResult,
  Ending,
  NewOperation,
  OperationChange,
  OperationWrite,
} from '../operations/record.js';

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
  /** Brings the control file as it was after the end, where the command has printed that. */
  readonly stop: (context: DeedContext) => Promise<Deed<ControlData | null>>;
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

/**
 * What is decided and done about operations, on record before it counts. Every method rejects when
 * the store does not confirm it; then nothing has happened, or the caller has to look. Times are
 * the store's, but those within steps and interruptions.
 */
export interface OperationStore {
  readonly create: (
    operation: NewOperation,
    audit: readonly AuditRecord[],
  ) => Promise<CreateResult>;
  /** The audit records count only where the approval does: for `claimed` and `counted`. */
  readonly approve: (
    operationId: string,
    approval: Omit<Approval, 'at'>,
    claimedBy: string,
    audit: readonly AuditRecord[],
  ) => Promise<ApproveResult>;
  /**
   * Applies only if the operation is in one of these states and the change allows it there; null if
   * not, or if there is no such operation: then no audit record is kept either. The same steps said
   * twice change nothing; other steps in their place are refused.
   */
  readonly write: (
    write: OperationWrite,
    from: readonly OperationState[],
  ) => Promise<Operation | null>;
  readonly find: (
    by: { readonly id: string } | { readonly number: number },
  ) => Promise<Operation | null>;
  /** Not ended, oldest first. */
  readonly open: () => Promise<readonly Operation[]>;
  /** Ends requests whose time is over, by the store's clock, each as `ending` says; returns them. */
  readonly expire: (ending: (operation: Operation) => Ending) => Promise<readonly Operation[]>;
  /** The newest first. */
  readonly list: (filter: {
    readonly cluster: string | null;
    readonly limit: number;
  }) => Promise<readonly Operation[]>;
  readonly audit: (records: readonly AuditRecord[]) => Promise<void>;
  readonly isUnavailable: (error: unknown) => boolean;
}
