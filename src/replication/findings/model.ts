import type { EpochMs } from '../observation.js';
import type { Topology } from '../topology/model.js';

export type Severity = 'critical' | 'warning';

/** One thing that is wrong, with its severity, its evidence and its consequence. */
export interface Finding {
  /** The rule that found it: the name of its file. */
  readonly kind: string;
  readonly cluster: string;
  /** What it is about: a node's, slot's or standby's name; null for the cluster as a whole. */
  readonly subject: string | null;
  /** `cluster/kind/subject`: the same fact keeps the same key from poll to poll. */
  readonly key: string;
  readonly severity: Severity;
  /** Since when it is so, as far as pgrepl knows. */
  readonly since: EpochMs;
  /**
   * What it shares with others of the same cause (`node:s1`, `sync`, `lag`): findings that have a
   * token in common, directly or over others, belong to one incident.
   */
  readonly causes: readonly string[];
  /** What is wrong, one whole sentence of plain text with figures and units. */
  readonly what: string;
  /** What it means for the data, one whole sentence. */
  readonly consequence: string;
  /** What to do next, one whole sentence; commands between backticks. */
  readonly next: string;
  /** The figures behind it, for the timeline and the audit: plain JSON. */
  readonly evidence: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

/** What a rule says before time has had its word: see `holdMs`. */
export interface Candidate extends Finding {
  /** How long it must be so without a break before it counts, ms. */
  readonly holdMs: number;
  /** How long it must be gone before it is over, ms. */
  readonly clearMs: number;
}

/** Bounds of one node after defaults, cluster and node configuration have been laid over. */
export interface NodeThresholds {
  readonly lagWarningBytes: number;
  readonly lagCriticalBytes: number;
  readonly lagWarningMs: number;
  readonly lagCriticalMs: number;
  /** How long lag must stand before it counts, ms. */
  readonly lagForMs: number;
  /** Lag clears below this share of the bound that raised it (0 to 1). */
  readonly lagClearRatio: number;
  /** How long anything must be gone before it is over, ms. */
  readonly clearForMs: number;
  readonly disconnectedForMs: number;
  /** Replay paused: WAL to apply beyond which it counts, bytes. */
  readonly pausedBytes: number;
  readonly pausedForMs: number;
  /** How long sessions must wait in `SyncRep` before that alone counts as hanging, ms. */
  readonly syncWaitMs: number;
  /** How long a slot of a primary must be without a reader before it counts, ms. */
  readonly slotInactiveForMs: number;
  /** WAL that a slot keeps back, bytes. */
  readonly slotRetainedWarningBytes: number;
  readonly slotRetainedCriticalBytes: number;
  /** Time until a slot without a reader loses its WAL, at the present rate, ms. */
  readonly slotTimeLeftWarningMs: number;
  readonly slotTimeLeftCriticalMs: number;
  /** How long archiving must fail, or lag, before it counts, ms. */
  readonly archiveForMs: number;
  /** Whole WAL files that wait for the archive. */
  readonly archiveBacklogWarningFiles: number;
  readonly archiveBacklogCriticalFiles: number;
  /** Queries cancelled by replay within `conflictsWithinMs` from which on it counts. */
  readonly conflictsCount: number;
  readonly conflictsWithinMs: number;
}

/** What the cluster promises about synchronous replication. */
export interface SyncContract {
  readonly source: 'declared' | 'learned' | 'accepted';
  readonly since: EpochMs;
  /** How many standbys a commit waits for; 0 for an asynchronous cluster. */
  readonly required: number;
  /** How many standbys are eligible in all when healthy (synchronous and potential, or quorum). */
  readonly eligible: number;
  /** `synchronous_commit` as it was. */
  readonly synchronousCommit: string;
  /** `synchronous_standby_names` as it was. */
  readonly names: string;
  /**
   * Names that an operation has set until those are there that `names` asks for; null for none. With
   * them fewer are waited for, or stand ready, on purpose.
   */
  readonly meanwhile?: string | null | undefined;
  /** Overrides of `synchronous_commit` that were there already, as `database/role=value`. */
  readonly overrides: readonly string[];
}

/** What every rule is given. Nothing else may influence it. */
export interface RuleContext {
  readonly now: EpochMs;
  readonly topology: Topology;
  /** The topology of the evaluation before; null on the first. */
  readonly previous: Topology | null;
  /** Role and timeline changes noticed within the last minutes, newest last. */
  readonly recentChanges: readonly TopologyChange[];
  readonly contract: SyncContract | null;
  readonly thresholds: (node: string) => NodeThresholds;
  /** True while a finding with this key counts: bounds for clearing differ from those for raising. */
  readonly isActive: (key: string) => boolean;
  /** The severity a finding with this key has now; null if it is not active. */
  readonly activeSeverity: (key: string) => Severity | null;
  /**
   * Since when a finding with this key has been seen, whether or not it counts yet; null if it is
   * not. For rules whose evidence does not say since when it is so.
   */
  readonly activeSince: (key: string) => EpochMs | null;
}

export type TopologyChange =
  | {
      readonly kind: 'role';
      readonly node: string;
      readonly from: 'primary' | 'standby';
      readonly to: 'primary' | 'standby';
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'timeline';
      readonly node: string;
      readonly from: number;
      readonly to: number;
      readonly at: EpochMs;
    };

/** A rule: one file in this folder, one line in `rules.ts`. */
export interface Rule {
  readonly kind: string;
  /** Which finding heads an incident: the highest wins. */
  readonly rank: number;
  readonly find: (context: RuleContext) => readonly Candidate[];
  /** What it means that `find` no longer brings this finding; without this function `gone`. */
  readonly verdict?: (context: RuleContext, finding: Finding) => Verdict;
}

/**
 * - `gone`: it is not so now, and over once that has lasted for `clearMs`;
 * - `over`: something has happened after which it can't be so any more (a lost standby is primary
 *   now): it is over at once;
 * - `unknown`: this topology can't tell, because the node or the primary it was seen on gives no
 *   state: it stays as it was.
 */
export type Verdict = 'gone' | 'over' | 'unknown';
