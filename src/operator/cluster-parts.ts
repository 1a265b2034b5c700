import type { NodeHandsSummary } from '../operations/facts.js';
import type { OperationRules } from '../operations/model.js';
import type { Plan } from '../operations/plan-model.js';
import type { Finding, SyncContract } from '../replication/findings/model.js';
import type { EpochMs, NodeState } from '../replication/observation.js';
import type { Topology } from '../replication/topology/model.js';
import type { NodeWays } from './steps/context.js';

/** What the watching knows of a cluster, and what it is asked to do for an operation. */
export interface ClusterView {
  /** Observes all nodes anew; resolves when what they said has been judged. Never rejects. */
  readonly refresh: () => Promise<void>;
  readonly known: () => {
    readonly topology: Topology | null;
    readonly states: ReadonlyMap<string, { readonly at: EpochMs; readonly state: NodeState }>;
    readonly contract: SyncContract | null;
    readonly lastPrimary: string | null;
  };
  /** Findings that a running operation predicts raise no incident while it does; null for none. */
  readonly expect: (predicts: ((finding: Finding, now: EpochMs) => boolean) | null) => void;
  /** An operation was completed: its new primary and its names are meant, and no news. */
  readonly conclude: (plan: Plan) => void;
}

/** Everything that operations on one cluster work with. */
export interface ClusterParts {
  readonly cluster: string;
  /** Where its cards are posted: `#name` or an id; null if it has no channel. */
  readonly channel: string | null;
  readonly rules: OperationRules;
  readonly view: ClusterView;
  readonly nodes: ReadonlyMap<string, NodeParts>;
}

export interface NodeParts extends NodeWays {
  /** What can be done there; for a plan. Never rejects. */
  readonly summary: () => Promise<NodeHandsSummary>;
}
