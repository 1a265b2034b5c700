import type { Clock } from '../../clock.js';
import type { LeftToDo, OperationRules } from '../../operations/model.js';
import type { Plan, PlannedStep } from '../../operations/plan-model.js';
import type { Lsn } from '../../replication/lsn.js';
import type { EpochMs } from '../../replication/observation.js';
import type { ControlData, DeedContext, NodeActor, NodeHands } from '../ports.js';

/** How standbys reach a node, and what they call themselves. */
export interface ReplicationAddress {
  readonly host: string;
  readonly port: number;
  /** The node's own name as a standby. */
  readonly applicationName: string;
  /** What the configuration adds to, or puts in place of, what a standby has set; a secret. */
  readonly user: string | null;
  readonly password: string | null;
  readonly sslMode: string | null;
}

/** The ways to one node. */
export interface NodeWays {
  readonly actor: NodeActor;
  readonly hands: NodeHands;
  readonly address: ReplicationAddress;
}

/** What came of a step. `failed`: it is certain that it had no effect. */
export type StepResult =
  | {
      readonly kind: 'done';
      readonly words: string;
      readonly warnings?: readonly string[];
      readonly left?: readonly LeftToDo[];
    }
  | { readonly kind: 'failed'; readonly words: string }
  | { readonly kind: 'unknown'; readonly words: string };

/** What steps learn that later ones need. Kept in memory alone: after a restart it is found out anew. */
export interface Learned {
  /** When the old primary was told to stop: writes may be refused from here on. */
  stopAskedAt: EpochMs | null;
  /** The primary's position just before it was told to stop. */
  lastSeenLsn: Lsn | null;
  /** `pg_postmaster_start_time()` of the primary then, by its own clock. */
  startedAt: EpochMs | null;
  /** The old primary's control file as the command that stopped it has printed it. */
  saidAtStop: ControlData | null;
  /** The old primary, if its clients were locked out and it runs on. */
  lockedOut: string | null;
  promotedAt: EpochMs | null;
  /** When the first commit on the new primary returned; null before, or if it did not. */
  firstWriteAt: EpochMs | null;
  firstWrite: Promise<void> | null;
  /** `primary_conninfo` of each standby before anything was changed: secrets. */
  readonly conninfos: Map<string, string>;
  /** `primary_slot_name` of each standby before anything was changed. */
  readonly slotNames: Map<string, string | null>;
  /** Slots that this operation made, by node. */
  readonly createdSlots: Map<string, readonly string[]>;
  /** How the old primary ended, by its control file or as the target bears witness. */
  oldPrimaryEnd: ControlData | null;
}

/** What carrying out a step works with. */
export interface StepContext {
  readonly plan: Plan;
  readonly rules: OperationRules;
  readonly ways: (node: string) => NodeWays;
  readonly clock: Clock;
  readonly learned: Learned;
  /** True after an interruption: time has passed since anybody saw the nodes in their places. */
  readonly resumed: boolean;
  /** Aborted when nobody wants the operation to go on. */
  readonly signal: AbortSignal;
  /** Takes its place from the promotion on: aborted when this process can wait for nothing any more. */
  readonly lasting: AbortSignal;
  /** Says in words what is waited for now; shown on the card. */
  readonly waiting: (words: string) => void;
}

export function nothingLearned(): Learned {
  return {
    stopAskedAt: null,
    lastSeenLsn: null,
    startedAt: null,
    saidAtStop: null,
    lockedOut: null,
    promotedAt: null,
    firstWriteAt: null,
    firstWrite: null,
    conninfos: new Map(),
    slotNames: new Map(),
    createdSlots: new Map(),
    oldPrimaryEnd: null,
  };
}

/** The context of one deed of a step. */
export function deedContext(context: StepContext, withinMs: number): DeedContext {
  const { signal, waiting } = context;
  return { withinMs, signal, waiting };
}

export type StepRunner<K extends PlannedStep['action']['kind']> = (
  step: PlannedStep,
  action: Extract<PlannedStep['action'], { readonly kind: K }>,
  context: StepContext,
) => Promise<StepResult>;

/** Names the old primary; a plan without one has no step that asks. */
export function oldPrimaryOf(plan: Plan): string {
  if (plan.primary === null) throw new Error('the plan has a step for a primary that it has not');
  return plan.primary;
}
