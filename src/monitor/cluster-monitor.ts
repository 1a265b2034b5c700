import type { Clock } from '../clock.js';
import type { ClusterSnapshot } from '../incidents/fleet.js';
import type { ClusterMemory } from '../incidents/record.js';
import type { Finding, SyncContract } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import type { Topology } from '../replication/topology/model.js';
import { ClusterState, type ClusterStateOptions } from './cluster-state.js';
import type { ConcludedPlan } from './concluded-contract.js';
import type { IncidentKeeper } from './incident-keeper.js';
import { newsOf, type Prediction } from './news.js';
import { Poller } from './poller.js';
import type { Log, NodeProbe } from './ports.js';
import { startSchedule, type Schedule } from './schedule.js';
import type { WatchLog } from './watch-log.js';

export interface ClusterMonitorOptions extends ClusterStateOptions {
  readonly probes: ReadonlyMap<string, NodeProbe>;
  /** Six fields, seconds first. */
  readonly schedule: string;
  /** How long after the scheduled moment it polls, ms: many clusters need not all do so at once. */
  readonly phaseMs?: number;
  readonly keeper: IncidentKeeper;
  /** Told what every evaluation saw; it must not take long. */
  readonly seen?: (topology: Topology) => void;
  readonly watch: WatchLog;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long answers that are there wait for nodes that were silent before, ms. */
const settleMs = 25;
/** How long they wait for nodes that answered the last time, ms. */
const patienceMs = 250;
/** How long after a sudden silence a node is asked again, ms. */
const confirmMs = 50;

/** Watches one cluster: polls it, makes findings of it, and hands them on. */
export class ClusterMonitor {
  readonly #options: ClusterMonitorOptions;
  readonly #state: ClusterState;
  readonly #poller: Poller;
  #schedule: Schedule | null = null;
  #phase: NodeJS.Timeout | undefined;
  #active: readonly Finding[] = [];
  #predicts: Prediction | null = null;
  #evaluatedAt: EpochMs | null = null;
  #evaluations = 0;
  #handingOn: Promise<void> = Promise.resolve();

  constructor(options: ClusterMonitorOptions) {
    this.#options = options;
    this.#state = new ClusterState(options);
    this.#poller = new Poller({
      probes: options.probes,
      take: (observation, confirmed) => this.#state.take(observation, confirmed),
      settled: () => {
        this.#evaluate();
      },
      failed: (node, error) => {
        options.log.error({ err: error, cluster: options.cluster, node }, 'a poll failed');
      },
      settleMs,
      patienceMs,
      confirmMs,
    });
  }

  get cluster(): string {
    return this.#options.cluster;
  }

  /** Of the servers that it watches; null while no node has answered. */
  get systemIdentifier(): string | null {
    return this.#state.topology?.systemIdentifier ?? null;
  }

  /** When it was last evaluated; null before the first time. */
  get evaluatedAt(): EpochMs | null {
    return this.#evaluatedAt;
  }

  get evaluations(): number {
    return this.#evaluations;
  }

  /** The longest time between two scheduled polls, ms; 0 before the start. */
  get pollEveryMs(): number {
    return this.#schedule?.everyMs ?? 0;
  }

  get missedPolls(): number {
    return this.#schedule?.missed() ?? 0;
  }

  /** Polls at once, and from then on by the schedule. */
  start(): void {
    this.#schedule = startSchedule({
      name: this.#options.cluster,
      expression: this.#options.schedule,
      log: this.#options.log,
      run: () => {
        this.#poll();
      },
    });
    this.#poll();
  }

  snapshot(): ClusterSnapshot {
    return {
      cluster: this.#options.cluster,
      topology: this.#state.topology,
      findings: this.#active,
      incidents: this.#options.keeper.open,
      silences: this.#options.keeper.silences(this.#options.clock.now()),
      pollEveryMs: this.pollEveryMs,
    };
  }

  /** Looks at all nodes anew; resolves when what they said has been judged. Never rejects. */
  refresh(): Promise<void> {
    return this.#poller.fresh();
  }

  /** The newest state of each node that ever gave one. */
  get states(): ClusterState['states'] {
    return this.#state.states;
  }

  /** True if the configuration says what the sync contract is: then nobody may accept another. */
  get declaresContract(): boolean {
    return this.#options.declaredContract !== null;
  }

  /** What must outlive a restart. */
  get memory(): ClusterMemory {
    return this.#state.memory;
  }

  /** What would outlive a restart if the present state were accepted; null if it can't be told. */
  proposeContract(): ClusterMemory | null {
    const contract = this.#state.contractNow(this.#options.clock.now());
    return contract === null ? null : { ...this.#state.memory, contract };
  }

  /** Makes a contract that is on record count; returns what must outlive a restart now. */
  acceptContract(contract: SyncContract): ClusterMemory {
    const memory = this.#state.acceptContract(contract);
    this.#evaluate();
    return memory;
  }

  /**
   * From now on findings that are predicted open no incident; null for none. They stay visible, and
   * once they are not predicted any more those that still stand are told.
   */
  expect(predicts: Prediction | null): void {
    this.#predicts = predicts;
  }

  /** See `ClusterState.conclude`; it goes on record with what follows from it. */
  conclude(plan: ConcludedPlan): void {
    this.#state.conclude(plan, this.#options.clock.now());
    this.#evaluate();
  }

  /** See `ClusterState.recall`; what follows from it is found at once. */
  recall(
    memory: ClusterMemory | null,
    standing: readonly Finding[],
    watchedAt: EpochMs | null,
  ): ClusterMemory {
    this.#state.recall(memory, standing);
    void this.#options.watch.recall(watchedAt);
    if (this.#evaluatedAt !== null) this.#evaluate();
    return this.#state.memory;
  }

  /** Stops asking; resolves when what was found is on record. */
  async stop(): Promise<void> {
    this.#schedule?.stop();
    clearTimeout(this.#phase);
    this.#poller.close();
    await this.#handingOn;
    await this.#options.watch.ends();
  }

  #poll(): void {
    const { phaseMs = 0 } = this.#options;
    if (phaseMs === 0) {
      this.#poller.poll();
      return;
    }
    clearTimeout(this.#phase);
    this.#phase = setTimeout(() => {
      this.#poller.poll();
    }, phaseMs);
  }

  #evaluate(): void {
    const now = this.#options.clock.now();
    try {
      const { topology, active, memory, rolesChanged, changes } = this.#state.evaluate(now);
      const watching = this.#options.watch.looks(now, this.pollEveryMs);
      this.#active = active;
      this.#evaluatedAt = now;
      this.#evaluations += 1;
      this.#options.seen?.(topology);
      // Not in a queue: the reducer reads what memory holds, and memory takes changes in at once.
      const { keeper } = this.#options;
      const handed = keeper.take(newsOf(active, keeper.open, this.#predicts, now), now, memory);
      const seen = this.#options.watch.saw(changes, now);
      this.#handingOn = Promise.all([this.#handingOn, watching, handed, seen]).then(
        () => undefined,
      );
      if (rolesChanged) this.#poller.happened();
    } catch (error) {
      this.#options.log.error(
        { err: error, cluster: this.#options.cluster },
        'this cluster could not be evaluated; its last evaluation stands, with its age',
      );
    }
  }
}
