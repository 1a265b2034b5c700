import type { EpochMs } from '../replication/observation.js';
import type { Plan, RejoinVerdict } from './plan-model.js';

export type OperationKind = 'switchover' | 'promote';

/** What carries out the deeds that take an operating system: commands of the configuration, or people. */
export type DriverKind = 'sql' | 'command';

/**
 * - `requested`: the plan is shown and waits for approvals;
 * - `running`: a process has claimed it and carries it out;
 * - `interrupted`: the process that carried it out died; nobody goes on until a person decides how;
 * - `ended`: over, with an outcome.
 */
export type OperationState = 'requested' | 'running' | 'interrupted' | 'ended';

/** A promotion or a switchover, from its request to its end. */
export interface Operation {
  /** A UUID. */
  readonly id: string;
  /** The 7 of `OP-7`, given by the store. */
  readonly number: number;
  readonly cluster: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly target: string;
  /** Why, in the requester's words; null if none were given. */
  readonly reason: string | null;
  /** True for a promotion that goes ahead over checks that block it, at a price that was accepted. */
  readonly forced: boolean;
  /** `slack:T…/U…` or `cli:<user>`. */
  readonly requestedBy: string;
  readonly requestedAt: EpochMs;
  /** By the store's clock; an approval after it does not count. */
  readonly expiresAt: EpochMs;
  /** The channel (id) that the request was made in, and where its card stands. */
  readonly channel: string;
  readonly plan: Plan;
  /** What was approved: SHA-256 over `planMaterial`, hexadecimal. */
  readonly planHash: string;
  /** 1 for the plan of the request; one more each time that a material change made a new one. */
  readonly planVersion: number;
  /** What differs from the plan before; empty for the first. */
  readonly planChanges: readonly string[];
  /** Approvals of the present plan, oldest first. */
  readonly approvals: readonly Approval[];
  readonly steps: readonly StepRecord[];
  /** The process that carries it out (`host pid n`); null before. */
  readonly claimedBy: string | null;
  readonly startedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly outcome: Outcome | null;
  /** What was found of an interrupted operation; null for any other. */
  readonly interruption: Interruption | null;
  readonly changedAt: EpochMs;
}

export interface Approval {
  /** `slack:T…/U…`. */
  readonly actor: string;
  readonly at: EpochMs;
  readonly planHash: string;
}

/** Intended before the deed, with its end after it: never changed once it has ended. */
export interface StepRecord {
  /** Its place in the order in which steps were begun, from 0. */
  readonly position: number;
  /** `PlannedStep.id`, or `undo:<id>` for what puts the old primary back in service. */
  readonly step: string;
  readonly node: string;
  /** What it does, one line of plain text. */
  readonly words: string;
  /** Exactly what is run: SQL or arguments, without secrets. */
  readonly exact: readonly string[];
  /** `unknown`: neither that it happened nor that it did not is certain. */
  readonly state: 'intended' | 'done' | 'failed' | 'unknown';
  readonly intendedAt: EpochMs;
  readonly endedAt: EpochMs | null;
  /** What came of it, one line; null while it is under way. */
  readonly result: string | null;
}

export type OutcomeKind =
  /** The plan could not be carried out as it stood when it was to begin: nothing was done. */
  | 'refused'
  | 'rejected'
  | 'expired'
  /** It failed before the point of no return: nobody was promoted, and a primary that served serves. */
  | 'aborted'
  | 'completed'
  | 'completed-with-warnings'
  /** Where it stands could not be found out; `words` says what is known. */
  | 'unknown'
  /** Ended by a person where it stood, after an interruption or a failure. */
  | 'closed';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** What happened, in one or two whole sentences. */
  readonly words: string;
  readonly warnings: readonly string[];
  /**
   * From the moment the old primary was told to stop to the first commit on the new one, ms: the
   * upper bound of what a client saw. Null where nothing was stopped or promoted by pgrepl.
   */
  readonly downtimeMs: number | null;
  /** From the start to all standbys streaming, ms; null if it did not come to that. */
  readonly totalMs: number | null;
  /** How the old primary comes back, by what was found; null where that was not looked at. */
  readonly rejoin: RejoinVerdict | null;
  readonly leftToDo: readonly LeftToDo[];
}

/** Something that a person still has to do, with the exact commands for it. */
export interface LeftToDo {
  readonly node: string;
  readonly words: string;
  readonly commands: readonly string[];
}

/** An operation whose process died: what is so now, and the two ways on. */
export interface Interruption {
  readonly at: EpochMs;
  /** What was found on the nodes, a sentence each. */
  readonly found: readonly string[];
  /** Whether the target is, or may be, a primary: then there is no way back. */
  readonly pastNoReturn: boolean | 'unknown';
  /** What "go on" would do, and what "go back" (before) or "close" (after the point) would. */
  readonly goOn: string;
  readonly other: string;
}

/** Somebody named in an allow-list: a Slack user (`U…`, `W…`) or user group (`S…`). */
export type Principal =
  { readonly kind: 'user'; readonly id: string } | { readonly kind: 'group'; readonly id: string };

/** What the configuration says of a cluster's operations. */
export interface OperationRules {
  readonly driver: DriverKind;
  /** Who may ask for and who may approve each kind; nobody where a list is empty. */
  readonly authority: Readonly<
    Record<
      OperationKind,
      { readonly request: readonly Principal[]; readonly approve: readonly Principal[] }
    >
  >;
  /** How many people must approve; 1 or more. */
  readonly approvals: number;
  /** Whether the requester's own approval counts. Never for a forced or lossy promotion. */
  readonly requesterMayApprove: boolean;
  /** How long a request waits for its approvals, ms. */
  readonly expiresAfterMs: number;
  readonly bounds: OperationBounds;
  readonly timeouts: OperationTimeouts;
}

/** Beyond these a preflight check warns or blocks. */
export interface OperationBounds {
  /** What the target may lack before a switchover is blocked, bytes. */
  readonly lagBytes: number;
  /** How far its replay may be behind before a switchover is blocked, ms. */
  readonly lagMs: number;
  /** WAL files that wait for the archive: above the first it warns, above the second it blocks. */
  readonly archiveWarnFiles: number;
  readonly archiveBlockFiles: number;
  /** A transaction older than this is warned of: the stop ends it, ms. */
  readonly longTransactionMs: number;
}

/** How long each may take before it counts as failed, ms. */
export interface OperationTimeouts {
  readonly checkpointMs: number;
  readonly stopMs: number;
  /** For the target to receive the old primary's last record. */
  readonly receiveMs: number;
  readonly promoteMs: number;
  /** For a standby to stream from the new primary. */
  readonly followMs: number;
  /** For a rewind or a new clone. */
  readonly rejoinMs: number;
  /** For a person to do what they were asked to. */
  readonly personMs: number;
}
