import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import type { AppConfig, ClusterConfig } from './config/model.js';
import type { FleetSnapshot } from './incidents/fleet.js';
import type { Incident } from './incidents/model.js';
import type { StoreChange, StoredState } from './incidents/record.js';
import { Attention } from './monitor/attention/attention.js';
import { ClusterMonitor } from './monitor/cluster-monitor.js';
import { IncidentKeeper } from './monitor/incident-keeper.js';
import type { Journal } from './monitor/journal/journal.js';
import type { LagLog } from './monitor/lag-history/lag-log.js';
import type { Log, NodeProbe } from './monitor/ports.js';
import { WatchLog } from './monitor/watch-log.js';
import { selfName, SelfWatch, type SelfSigns } from './monitor/self-watch.js';
import { endUnwatched } from './monitor/unwatched.js';
import type { Finding } from './replication/findings/model.js';
import { createNodeProbe } from './postgres/node-connection.js';

export interface FleetOptions {
  readonly config: AppConfig;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** Keeps what every evaluation saw of standbys' lag. */
  readonly lag: LagLog;
  readonly storeDownSince: () => number | null;
  readonly slackDownSince: () => number | null;
  readonly silentChannels: SelfSigns['silentChannels'];
  /** Of the server that the store lives in; null while it is not known. */
  readonly storeSystemIdentifier: () => string | null;
}

/** How long pgrepl's own troubles reopen instead of opening anew, ms. */
const selfFlapWindowMs = 10 * 60_000;

/** All clusters under watch, and pgrepl itself. */
export class Fleet {
  readonly #monitors: readonly ClusterMonitor[];
  readonly #keeperOf: (cluster: string) => IncidentKeeper;
  readonly #self: SelfWatch;
  readonly #keepers: readonly IncidentKeeper[];
  readonly #attention: Attention;
  readonly #options: FleetOptions;

  constructor(options: FleetOptions) {
    const { config, journal, clock } = options;
    this.#options = options;
    const keepers = new Map(
      config.clusters.map((cluster) => [cluster.name, keeperFor(cluster, options)]),
    );
    const ownChannel = config.slack.fallbackChannel ?? firstChannel(config);
    const ownKeeper = keeperFor(
      {
        name: selfName,
        channel: ownChannel,
        flapWindowMs: selfFlapWindowMs,
        escalation: config.ownEscalation,
        quietHours: null,
      },
      options,
    );
    this.#keepers = [...keepers.values(), ownKeeper];
    this.#attention = new Attention({ keepers: this.#keepers, clock, log: options.log });
    journal.onNumberedLate((incidents) => {
      for (const { id, cluster } of incidents) {
        void (keepers.get(cluster) ?? ownKeeper).refresh(id, clock.now());
      }
    });
    this.#keeperOf = (cluster) => keepers.get(cluster) ?? ownKeeper;
    this.#monitors = config.clusters.map((cluster, index) =>
      watch(cluster, keepers.get(cluster.name) ?? ownKeeper, options, phaseOf(index)),
    );
    journal.onLoadedLate((stored) => {
      this.#recall(stored, journal);
    });
    this.#self = new SelfWatch({
      keeper: ownKeeper,
      clock: options.clock,
      log: options.log,
      startedAt: options.clock.now(),
      signs: this.#signs(options),
    });
  }

  get monitors(): readonly ClusterMonitor[] {
    return this.#monitors;
  }

  snapshot(): FleetSnapshot {
    return {
      clusters: this.#monitors.map((monitor) => monitor.snapshot()),
      self: this.#self.findings,
    };
  }

  /** How long ago each cluster was last evaluated. */
  ages(now: number): readonly { readonly cluster: string; readonly ageMs: number | null }[] {
    return this.#monitors.map(({ cluster, evaluatedAt }) => ({
      cluster,
      ageMs: evaluatedAt === null ? null : Math.max(0, now - evaluatedAt),
    }));
  }

  counters(): { readonly polls: number; readonly missedPolls: number } {
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    return {
      polls: sum(this.#monitors.map(({ evaluations }) => evaluations)),
      missedPolls: sum(this.#monitors.map(({ missedPolls }) => missedPolls)),
    };
  }

  monitor(cluster: string): ClusterMonitor | undefined {
    return this.#monitors.find((each) => each.cluster === cluster);
  }

  /** Puts on record what somebody did to an incident, and brings its first message to the present. */
  async showIncident(
    { id, cluster }: Incident,
    changes: readonly StoreChange[],
    now: number,
  ): Promise<void> {
    await this.#keeperOf(cluster).show(id, changes, now);
  }

  start(): void {
    this.#endUnwatched();
    for (const monitor of this.#monitors) monitor.start();
    this.#self.start();
    this.#attention.start();
  }

  /** Whoever keeps the incidents of a cluster, or pgrepl's own. */
  keeper(cluster: string): IncidentKeeper | undefined {
    return this.#keepers.find((each) => each.cluster === cluster);
  }

  async stop(): Promise<void> {
    await Promise.all([
      this.#attention.stop(),
      this.#self.stop(),
      ...this.#monitors.map((monitor) => monitor.stop()),
    ]);
  }

  /** A cluster may have been taken out of the configuration, or called otherwise, in trouble. */
  #endUnwatched(): void {
    const { journal, clock, log } = this.#options;
    const { incidents, roots } = journal.working;
    const changes = endUnwatched({
      incidents: incidents.values(),
      roots,
      isWatched: (cluster) => this.keeper(cluster) !== undefined,
      now: clock.now(),
      newId: randomUUID,
    });
    if (changes.length > 0)
      log.info({}, 'incidents of clusters that are not configured were ended');
    void journal.record(changes);
  }

  /** The store came up after the watching had begun: what it knew is laid under what is known now. */
  #recall(stored: StoredState, journal: Journal): void {
    this.#endUnwatched();
    for (const monitor of this.#monitors) {
      const { cluster } = monitor;
      const earlier = stored.clusters.find((memory) => memory.cluster === cluster) ?? null;
      const memory = monitor.recall(
        earlier,
        standingIn(cluster, stored.incidents),
        journal.watchedAt(cluster),
      );
      void journal.record([{ kind: 'cluster', memory }]);
    }
  }

  #signs(options: FleetOptions): SelfSigns {
    return {
      storeDownSince: options.storeDownSince,
      slackDownSince: options.slackDownSince,
      silentChannels: options.silentChannels,
      storeLivesIn: () => {
        const identifier = options.storeSystemIdentifier();
        const home = this.#monitors.find(
          (monitor) => identifier !== null && monitor.systemIdentifier === identifier,
        );
        return home?.cluster ?? null;
      },
      clusters: () =>
        this.#monitors.map((monitor) => ({
          cluster: monitor.cluster,
          evaluatedAt: monitor.evaluatedAt,
          pollEveryMs: monitor.pollEveryMs,
        })),
    };
  }
}

/** The findings of the incidents of a cluster that are open. */
function standingIn(cluster: string, incidents: readonly Incident[]): readonly Finding[] {
  return incidents
    .filter((incident) => incident.state === 'open' && incident.cluster === cluster)
    .flatMap(({ findings }) => findings);
}

/** Spreads the polls of many clusters over a second, so that they don't wait for one another. */
function phaseOf(index: number): number {
  return (index * 37) % 1000;
}

function firstChannel(config: AppConfig): string | null {
  return config.clusters.find(({ channel }) => channel !== null)?.channel ?? null;
}

function watch(
  cluster: ClusterConfig,
  keeper: IncidentKeeper,
  options: FleetOptions,
  phaseMs: number,
): ClusterMonitor {
  const { journal, clock, log, lag } = options;
  return new ClusterMonitor({
    cluster: cluster.name,
    nodes: cluster.nodes,
    declaredContract: cluster.contract,
    declaredIdentifier: cluster.systemIdentifier,
    memory: journal.cluster(cluster.name),
    standing: standingIn(cluster.name, journal.incidents(cluster.name)),
    clearMs: cluster.nodes[0]?.thresholds.clearForMs ?? 0,
    probes: probesOf(cluster, clock),
    schedule: cluster.schedule,
    phaseMs,
    keeper,
    seen: (topology) => {
      lag.take(topology);
    },
    watch: new WatchLog({ cluster: cluster.name, journal, newId: randomUUID }),
    clock,
    log,
  });
}

/** One kept connection a node. */
export function probesOf(cluster: ClusterConfig, clock: Clock): ReadonlyMap<string, NodeProbe> {
  return new Map(
    cluster.nodes.map(({ declaration, connection }) => [
      declaration.name,
      createNodeProbe({
        name: declaration.name,
        connection,
        applicationName: 'pgrepl',
        deadlineMs: cluster.deadlineMs,
        connectTimeoutMs: cluster.connectTimeoutMs,
        clock,
      }),
    ]),
  );
}

function keeperFor(
  {
    name,
    ...rules
  }: Pick<ClusterConfig, 'name' | 'channel' | 'flapWindowMs' | 'escalation' | 'quietHours'>,
  { journal }: FleetOptions,
): IncidentKeeper {
  const { channel, flapWindowMs, escalation, quietHours } = rules;
  return new IncidentKeeper({
    cluster: name,
    channel,
    flapWindowMs,
    escalation,
    quietHours,
    journal,
    newId: randomUUID,
  });
}
