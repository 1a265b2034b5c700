import type { EpochMs } from '../replication/observation.js';
import type { CheckResult } from './check.js';
import type { DriverKind, LeftToDo, OperationKind } from './model.js';
import type { StepAction } from './step-action.js';

/** All that is shown before an approval, and all that is then carried out. Plain JSON. */
export interface Plan {
  readonly cluster: string;
  readonly kind: OperationKind;
  readonly driver: DriverKind;
  readonly madeAt: EpochMs;
  /** The primary to be replaced; null where a promotion finds none known. */
  readonly primary: string | null;
  readonly target: string;
  /** Why this target: given by name, or proposed and why. One sentence. */
  readonly why: string;
  /** The timeline that the cluster is on now; null if not known. */
  readonly timeline: number | null;
  readonly nodes: readonly PlanNode[];
  readonly checks: readonly CheckResult[];
  readonly price: Price;
  /** How the old primary comes back; null where there is none to come back. */
  readonly rejoin: RejoinVerdict | null;
  /** What there is to bring it back with, for the verdict after; null where there is none. */
  readonly repair: RepairMeans | null;
  readonly sync: SyncPlan;
  /** In the order in which their groups are carried out; the steps of one group at the same time. */
  readonly steps: readonly PlannedStep[];
  /** What no step does and a person will have to, with the exact commands; known before. */
  readonly leftToDo: readonly LeftToDo[];
  readonly needs: ApprovalNeeds;
}

export interface PlanNode {
  readonly name: string;
  readonly part: 'old-primary' | 'target' | 'follower' | 'below' | 'left-out';
  readonly role: 'primary' | 'standby' | null;
  readonly timeline: number | null;
  readonly systemIdentifier: string | null;
  /** Its upstream's name, or what it receives from in a word; null for a primary. */
  readonly upstream: string | null;
  readonly reachable: boolean;
  /** Where it will receive from; null for the new primary and for what is left as it is. */
  readonly upstreamAfter: string | null;
}

/**
 * What the promotion of the target loses.
 *
 * - `none`: nothing that was acknowledged, and why that is certain;
 * - `lossy`: it is known to lack something that the primary had written;
 * - `unknown`: it may lack what the primary wrote after it was last seen.
 */
export interface Price {
  readonly kind: 'none' | 'lossy' | 'unknown';
  /** WAL that the target is known to lack, bytes; null if not known at all. */
  readonly bytes: number | null;
  /** The last commit that the target has, by the primary's clock; null if not known. */
  readonly lastCommitAt: EpochMs | null;
  /** The last commit of the primary that was seen, by its own clock; null if not known. */
  readonly primaryLastCommitAt: EpochMs | null;
  /** The whole of it in one sentence. */
  readonly words: string;
}

/** How the old primary comes back, and on what evidence. */
export interface RejoinVerdict {
  readonly how: 'follow' | 'rewind' | 'reclone' | 'by-hand';
  /** Where the timelines part, as PostgreSQL prints it; null if they do not, or if it is not known. */
  readonly forkLsn: string | null;
  /** One sentence each: checksums or hint bits, WAL at hand, whether it ended cleanly. */
  readonly evidence: readonly string[];
}

/** Whether a server that has gone its own way can be rewound, and what there is to repair it with. */
export interface RepairMeans {
  readonly node: string;
  readonly upstream: string;
  /** Of the server to be repaired; pg_rewind wants checksums or hint bits. Null if not known. */
  readonly dataChecksums: boolean | null;
  readonly walLogHints: boolean | null;
  /** Of the new primary: pg_rewind copies pages from it while they change. */
  readonly fullPageWrites: boolean | null;
  /** The oldest WAL segment that the server to be repaired has: a rewind reads back to the fork. */
  readonly oldestWalFile: string | null;
  /** Commands of the configuration; without either, a person does what is needed. */
  readonly commands: { readonly rewind: boolean; readonly reclone: boolean };
}

/** `synchronous_standby_names` before, on the new primary from its first commit on, and at the end. */
export interface SyncPlan {
  readonly before: string;
  /** What the target has set now, which would take effect with its promotion. */
  readonly onTarget: string;
  readonly atPromotion: string;
  readonly after: string;
}

/** Before the stop; between it and the promotion, when nobody can write; after the promotion. */
export type Phase = 'before' | 'down' | 'after';

export interface PlannedStep {
  /** `promote`, `repoint:s2`: the same step keeps its id from plan to plan. */
  readonly id: string;
  readonly action: StepAction;
  readonly node: string;
  readonly by: 'sql' | 'command' | 'person';
  readonly phase: Phase;
  readonly group: number;
  /** What it does, one line: "stop pg1 cleanly". */
  readonly words: string;
  /** What will be run, as far as it is known before: SQL, arguments or a command for a person. */
  readonly exact: readonly string[];
  /** What of that a person runs, where pgrepl does the rest: with passwords that it shows nobody. */
  readonly byHand?: readonly string[];
  /** True for the step with which there is no way back any more. */
  readonly noReturn: boolean;
}

export interface ApprovalNeeds {
  readonly approvals: number;
  readonly requesterMayApprove: boolean;
  /** A forced or lossy promotion: the cluster's name is typed, and a second person approves. */
  readonly typedName: boolean;
}
