import type { ClusterMemory } from '../incidents/record.js';
import {
  noConditions,
  recalledConditions,
  restoredConditions,
  type ConditionState,
} from '../replication/findings/conditions.js';
import { evaluate } from '../replication/findings/evaluate.js';
import type {
  Finding,
  NodeThresholds,
  SyncContract,
  TopologyChange,
} from '../replication/findings/model.js';
import { addSample, emptyHistory, type LsnHistory } from '../replication/lag/history.js';
import type { EpochMs, NodeState, Observation } from '../replication/observation.js';
import { foldObservation, newRecord } from '../replication/records.js';
import { learnContract } from '../replication/sync/contract.js';
import { buildTopology } from '../replication/topology/build.js';
import { topologyChanges } from '../replication/topology/changes.js';
import type { NodeDeclaration, NodeRecord, Topology } from '../replication/topology/model.js';
import { concludedContract, type ConcludedPlan } from './concluded-contract.js';
import { contractFor, type DeclaredContract } from './contract-keeper.js';
import { isSuspicious } from './suspicion.js';

/** How long a role or timeline change is spoken of, ms. */
const recentChangesMs = 5 * 60_000;

export interface ClusterStateOptions {
  readonly cluster: string;
  readonly nodes: readonly {
    readonly declaration: NodeDeclaration;
    readonly thresholds: NodeThresholds;
  }[];
  readonly declaredContract: DeclaredContract | null;
  /** The system identifier by the configuration: it wins over what is remembered. */
  readonly declaredIdentifier?: string | null;
  /** What an earlier process knew; null for a cluster never seen before. */
  readonly memory: ClusterMemory | null;
  /** The findings of the incidents that were open when the last process ended. */
  readonly standing: readonly Finding[];
  /** How long each of those must be gone before it is over, ms. */
  readonly clearMs: number;
}

export interface Evaluation {
  readonly topology: Topology;
  readonly active: readonly Finding[];
  /** Set if what must outlive a restart has changed. */
  readonly memory: ClusterMemory | null;
  /** A node was promoted or demoted since the last time: the others will follow. */
  readonly rolesChanged: boolean;
  /** Which nodes have changed their role or timeline since the last time. */
  readonly changes: readonly TopologyChange[];
}

/** What is known of one cluster, from answer to answer. It does no I/O and reads no clock. */
export class ClusterState {
  readonly #options: ClusterStateOptions;
  readonly #thresholds: ReadonlyMap<string, NodeThresholds>;
  readonly #records: Map<string, NodeRecord>;
  #history: LsnHistory = emptyHistory;
  #topology: Topology | null = null;
  #changes: readonly TopologyChange[] = [];
  #conditions: ConditionState = noConditions;
  #memory: ClusterMemory;
  /** The configuration, or an operation, has replaced something that is remembered. */
  #isUnsaved: boolean;

  constructor(options: ClusterStateOptions) {
    this.#options = options;
    this.#records = new Map(
      options.nodes.map(({ declaration }) => [declaration.name, newRecord(declaration)]),
    );
    this.#thresholds = new Map(
      options.nodes.map(({ declaration, thresholds }) => [declaration.name, thresholds]),
    );
    this.#conditions = restoredConditions(options.standing, options.clearMs);
    const { cluster, memory } = options;
    this.#memory = {
      ...(memory ?? { cluster, contract: null, lastPrimary: null }),
      systemIdentifier: options.declaredIdentifier ?? memory?.systemIdentifier ?? null,
    };
    this.#isUnsaved = this.#memory.systemIdentifier !== (memory?.systemIdentifier ?? null);
  }

  get topology(): Topology | null {
    return this.#topology;
  }

  /** The newest state of each node that ever gave one, and when it was read. */
  get states(): ReadonlyMap<string, { readonly at: EpochMs; readonly state: NodeState }> {
    const known = [...this.#records].flatMap(([name, { latestState }]) =>
      latestState === null ? [] : [[name, latestState] as const],
    );
    return new Map(known);
  }

  get memory(): ClusterMemory {
    return this.#memory;
  }

  /** Takes an answer in, unless it asks for a second look first. */
  take(observation: Observation, confirmed: boolean): 'taken' | 'suspicious' {
    const record = this.#records.get(observation.node);
    if (record === undefined) return 'taken';
    if (!confirmed && isSuspicious(record, observation)) return 'suspicious';
    this.#records.set(observation.node, foldObservation(record, observation));
    return 'taken';
  }

  evaluate(now: EpochMs): Evaluation {
    const previous = this.#topology;
    const topology = buildTopology({
      cluster: this.#options.cluster,
      now,
      records: [...this.#records.values()],
      history: this.#history,
      systemIdentifier: this.#memory.systemIdentifier,
      previous,
      lastPrimary: this.#memory.lastPrimary,
    });
    this.#topology = topology;
    this.#sample(topology);
    const changes =
      previous === null
        ? changeSince(this.#memory.lastPrimary, topology)
        : topologyChanges(previous, topology);
    this.#changes = [...this.#changes.filter(({ at }) => at > now - recentChangesMs), ...changes];
    const contract = contractFor(
      this.#options.declaredContract,
      this.#memory.contract,
      topology,
      now,
    );
    const settled = evaluate({
      now,
      topology,
      previous,
      recentChanges: this.#changes,
      contract,
      thresholds: (node) => this.#thresholdsOf(node),
      state: this.#conditions,
    });
    this.#conditions = settled.state;
    return {
      topology,
      active: settled.active,
      memory: this.#remember(topology, contract),
      changes,
      rolesChanged: previous !== null && changes.some(({ kind }) => kind === 'role'),
    };
  }

  /**
   * Takes in what an earlier process knew, if that comes to light only after the work has begun: its
   * contract holds, not one that was learned meanwhile, perhaps in a bad moment.
   *
   * @param standing the findings of its open incidents
   */
  recall(memory: ClusterMemory | null, standing: readonly Finding[]): void {
    const own = this.#memory;
    this.#conditions = recalledConditions(this.#conditions, standing, this.#options.clearMs);
    this.#memory = {
      cluster: own.cluster,
      systemIdentifier:
        this.#options.declaredIdentifier ?? memory?.systemIdentifier ?? own.systemIdentifier,
      contract: memory?.contract ?? own.contract,
      lastPrimary: own.lastPrimary ?? memory?.lastPrimary ?? null,
    };
    if (this.#topology !== null) {
      const change = changeSince(memory?.lastPrimary ?? null, this.#topology);
      this.#changes = [...this.#changes, ...change];
    }
  }

  /** What the primary does now, as a contract to accept; null if that can't be told right now. */
  contractNow(now: EpochMs): SyncContract | null {
    const learned = this.#topology === null ? null : learnContract(this.#topology, now);
    return learned === null ? null : { ...learned, source: 'accepted' };
  }

  /** From now on this contract holds; returns what must outlive a restart. */
  acceptContract(contract: SyncContract): ClusterMemory {
    this.#memory = { ...this.#memory, contract };
    return this.#memory;
  }

  /**
   * An operation has made another node the primary and set other names, on purpose: neither is news.
   * A contract that was departed from before stays, and so does what is said about that.
   */
  conclude(plan: ConcludedPlan, now: EpochMs): void {
    const { target, primary } = plan;
    const nameOf = (node: string): string =>
      this.#options.nodes.find(({ declaration }) => declaration.name === node)?.declaration
        .applicationName ?? node;
    this.#changes = this.#changes.filter(
      (change) => change.kind !== 'role' || ![target, primary].includes(change.node),
    );
    this.#memory = {
      ...this.#memory,
      lastPrimary: target,
      contract: concludedContract(this.#memory.contract, plan, nameOf, now),
    };
    this.#isUnsaved = true;
  }

  #thresholdsOf(node: string): NodeThresholds {
    const thresholds = this.#thresholds.get(node) ?? this.#options.nodes[0]?.thresholds;
    if (thresholds === undefined) throw new Error('a cluster without nodes has no thresholds');
    return thresholds;
  }

  /** Notes where the primary is: lag in time is read from this history. */
  #sample(topology: Topology): void {
    if (topology.primary.kind !== 'one') return;
    const latest = this.#records.get(topology.primary.node)?.latestState;
    if (latest?.state.role.kind !== 'primary') return;
    this.#history = addSample(this.#history, { at: latest.at, lsn: latest.state.role.writeLsn });
  }

  #remember(topology: Topology, contract: SyncContract | null): ClusterMemory | null {
    const before = this.#memory;
    const next: ClusterMemory = {
      cluster: before.cluster,
      systemIdentifier: before.systemIdentifier ?? topology.systemIdentifier,
      // A declared contract stands in the configuration and is not kept a second time.
      contract: contract?.source === 'declared' ? before.contract : contract,
      lastPrimary: topology.primary.kind === 'one' ? topology.primary.node : before.lastPrimary,
    };
    const changed =
      this.#isUnsaved ||
      next.systemIdentifier !== before.systemIdentifier ||
      next.contract !== before.contract ||
      next.lastPrimary !== before.lastPrimary;
    this.#memory = next;
    this.#isUnsaved = false;
    return changed ? next : null;
  }
}

/** Another primary than the one remembered: its role changed while nobody looked. */
function changeSince(lastPrimary: string | null, topology: Topology): readonly TopologyChange[] {
  const { primary, at } = topology;
  return primary.kind === 'one' && lastPrimary !== null && primary.node !== lastPrimary
    ? [{ kind: 'role', node: primary.node, from: 'standby', to: 'primary', at }]
    : [];
}
