import type { EpochMs, NodeState } from '../../replication/observation.js';
import type { Topology } from '../../replication/topology/model.js';
import type { NodeSurvey } from './survey.js';

/**
 * - `pass`: as it should be;
 * - `advice`: works, and could be better;
 * - `warn`: works until something happens that does happen;
 * - `fail`: is broken now, or breaks at the next restart, failover or crash;
 * - `not-visible`: pgrepl's role may not see it;
 * - `does-not-apply`: this set-up or this major has nothing of the kind.
 */
export type DoctorVerdict = 'pass' | 'advice' | 'warn' | 'fail' | 'not-visible' | 'does-not-apply';

/** What a check is about; in the order in which it is shown. */
export const doctorGroups = {
  commits: 'Commits and crashes',
  wal: 'WAL, slots and the archive',
  standbys: 'Standbys',
  takeover: 'Taking over',
  access: 'Access',
  versions: 'Versions and clocks',
} as const;

export type DoctorGroup = keyof typeof doctorGroups;

/** What a check found of one node, or of the cluster. */
export interface Outcome {
  readonly verdict: DoctorVerdict;
  /** Null for the cluster as a whole. */
  readonly node: string | null;
  /** What was seen, one whole sentence with figures and units. */
  readonly evidence: string;
  /**
   * What to do, in whole sentences with the very SQL or line between backticks; of `not-visible` what
   * would show it; null for a pass.
   */
  readonly remedy: string | null;
}

/** A check: one file in `checks/`, one line in `checks.ts`. */
export interface DoctorCheck {
  readonly id: string;
  readonly group: DoctorGroup;
  /** What is looked at, for the manual. */
  readonly looksAt: string;
  /** Why it matters, one whole sentence. */
  readonly why: string;
  /** Nothing: it does not apply. */
  readonly examine: (context: DoctorContext) => readonly Outcome[];
}

/** What every check is given. Nothing else may influence it. */
export interface DoctorContext {
  readonly now: EpochMs;
  readonly topology: Topology;
  /** The newest state of each node that ever gave one. */
  readonly states: ReadonlyMap<string, { readonly at: EpochMs; readonly state: NodeState }>;
  /** In the configuration's order; a node that gave no answer is missing. */
  readonly surveys: ReadonlyMap<string, NodeSurvey>;
}

/** One outcome with what its check says of itself. */
export interface DoctorResult extends Outcome {
  readonly check: string;
  readonly group: DoctorGroup;
  readonly why: string;
}
