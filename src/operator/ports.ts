import type { AuditRecord } from '../incidents/record.js';
import type { NodeCommand, NodeFacts } from '../operations/facts.js';
import type {
  Approval,
  Interruption,
  Operation,
  OperationState,
  Outcome,
  StepRecord,
} from '../operations/model.js';
import type { Plan } from '../operations/plan-model.js';
import type { Lsn } from '../replication/lsn.js';
import type { EpochMs } from '../replication/observation.js';

/** Where this room writes what it did; a pino logger fits. */
export interface Log {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

/**
 * What came of a deed. `unknown`: the connection broke or the time was up before the answer came, so
 * that it may have happened; whoever asked has to look.
 */
export type Deed<T = void> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly detail: string; readonly code: string | null }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Where a node stands, read in one round trip. */
export interface NodePosition {
  readonly at: EpochMs;
  readonly inRecovery: boolean;
  readonly systemIdentifier: string;
  /** Of a primary, by the file it writes; of a standby, by its receiver, else `pg_control`. */
  readonly timeline: number | null;
  /** A primary's write position. */
  readonly writeLsn: Lsn | null;
  readonly receivedLsn: Lsn | null;
  readonly replayedLsn: Lsn | null;
  /** `pg_stat_wal_receiver.status`; null without a receiver. */
  readonly receiverStatus: string | null;
  readonly receiverTimeline: number | null;
  readonly replayPaused: boolean;
  /** `application_name`s of walsenders that stream from here. */
  readonly streaming: readonly string[];
  /** Of the last checkpoint or restart point, by `pg_control`. */
  readonly checkpointLsn: Lsn | null;
  readonly redoLsn: Lsn | null;
}

/** Why a node gives no position: an observation's reasons, in its words. */
export type Look =
  | { readonly kind: 'position'; readonly position: NodePosition }
  /** `refused`: the host answers, and nothing listens on the port. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'silent'; readonly detail: string };

/** What a role of the database can do at one node: sessions of their own, never the poll's. */
export interface NodeActor {
  readonly node: string;
  readonly facts: (longTransactionMs: number) => Promise<Deed<NodeFacts>>;
  /** Never rejects; at the latest after `withinMs`. */
  readonly look: (withinMs: number) => Promise<Look>;
  readonly checkpoint: (withinMs: number) => Promise<Deed>;
  /** `ALTER SYSTEM SET`, or `RESET` for null; then a reload, then a look that it took effect. */
  readonly setSettings: (settings: Readonly<Record<string, string | null>>) => Promise<Deed>;
  readonly createSlots: (
    names: readonly string[],
  ) => Promise<Deed<{ readonly created: readonly string[] }>>;
  /** Only inactive ones; those that are not there count as dropped. */
  readonly dropSlots: (
    names: readonly string[],
  ) => Promise<Deed<{ readonly dropped: readonly string[] }>>;
  /**
   * `pg_promote(false)` (12+) or the trigger file (10, 11), then looks until the node is a primary; wakes it by a
   * reload if it sleeps through the request. `unknown` if the connection broke and it can't be asked.
   */
  readonly promote: (how: 'pg_promote' | 'trigger-file', withinMs: number) => Promise<Deed>;
  /** Commits something and says where; waits as any client's commit would. */
  readonly proveWrite: (withinMs: number) => Promise<Deed<{ readonly lsn: Lsn }>>;
  /** The node's source as it is set, password and all: handed on to the node, shown to nobody. */
  readonly conninfo: () => Promise<Deed<{ readonly conninfo: string | null }>>;
  /** Calls `listener` when the session that is open ends: a stopped server is noticed at once. */
  readonly onLost: (listener: () => void) => () => void;
  readonly close: () => void;
}

/** How a standby reaches its upstream, as the configuration says. */
export interface StandbySource {
  readonly upstream: string;
  /** `primary_conninfo` in full: a secret. */
  readonly conninfo: string;
  readonly slot: string | null;
}

export interface ControlData {
  /** `shut down`, `in production`, `shut down in recovery`, … */
  readonly state: string;
  readonly checkpointLsn: Lsn;
  readonly timeline: number;
  readonly systemIdentifier: string;
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
