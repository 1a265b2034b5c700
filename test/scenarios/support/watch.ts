import { randomUUID } from 'node:crypto';
import type { LabCluster } from '../../../lab/postgres/cluster.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { systemClock } from '../../../src/clock.js';
import { loadConfig } from '../../../src/config/load.js';
import type { ClusterConfig } from '../../../src/config/model.js';
import { probesOf } from '../../../src/fleet.js';
import type { ClusterSnapshot } from '../../../src/incidents/fleet.js';
import type { Incident, OutboxPayload, TimelineEntry } from '../../../src/incidents/model.js';
import type { ClusterMemory } from '../../../src/incidents/record.js';
import { ClusterMonitor } from '../../../src/monitor/cluster-monitor.js';
import { WatchLog } from '../../../src/monitor/watch-log.js';
import { IncidentKeeper } from '../../../src/monitor/incident-keeper.js';
import { Journal } from '../../../src/monitor/journal/journal.js';
import type { Finding } from '../../../src/replication/findings/model.js';
import { parseLsn } from '../../../src/replication/lsn.js';
import type { NodeView } from '../../../src/replication/topology/model.js';
import { clusterStatus } from '../../../src/wording/cluster-status.js';
import { toTerminal } from '../../../src/wording/sections.js';
import { MemoryStore } from './memory-store.js';

export interface WatchOptions {
  /** Further keys of the cluster's configuration, as YAML flow text without braces. */
  readonly config?: string;
  /** The role that looks; by default the one with `pg_monitor` and nothing else. */
  readonly user?: string;
  /** The nodes that are configured; by default all. */
  readonly nodes?: readonly string[];
  /** What an earlier pgrepl knew of it. */
  readonly memory?: ClusterMemory;
  /** Ports of further nodes, by name: servers that are none of the cluster's. */
  readonly further?: Readonly<Record<string, number>>;
}

const silent = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: (): void => undefined,
  error: (fields: object, message: string): void => {
    throw new Error(`${message} ${JSON.stringify(fields)}`);
  },
};

/** What a finding is to say: a part of it, or a pattern. */
interface Says {
  readonly what?: string | RegExp;
  readonly consequence?: string | RegExp;
  readonly next?: string | RegExp;
}

function doesSay(text: string, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

/** pgrepl's first flow over a cluster of the lab, with everything real but the store. */
export class Watch {
  readonly store = new MemoryStore();
  readonly #monitor: ClusterMonitor;
  readonly #journal: Journal;

  constructor(cluster: LabCluster, options: WatchOptions = {}) {
    const config = configOf(cluster, options);
    this.#journal = new Journal({
      store: this.store,
      clock: systemClock,
      log: silent,
      holdMs: 1000,
      retryMs: 100,
    });
    this.#monitor = new ClusterMonitor({
      cluster: config.name,
      nodes: config.nodes,
      declaredContract: config.contract,
      declaredIdentifier: config.systemIdentifier,
      memory: options.memory ?? null,
      standing: [],
      clearMs: config.nodes[0]?.thresholds.clearForMs ?? 0,
      probes: probesOf(config, systemClock),
      schedule: config.schedule,
      keeper: new IncidentKeeper({
        cluster: config.name,
        channel: '#orders',
        flapWindowMs: config.flapWindowMs,
        escalation: null,
        quietHours: null,
        journal: this.#journal,
        newId: randomUUID,
      }),
      watch: new WatchLog({ cluster: config.name, journal: this.#journal, newId: randomUUID }),
      clock: systemClock,
      log: silent,
    });
    this.#monitor.start();
  }

  /** What outlives a restart. */
  get memory(): ClusterMemory {
    return this.#monitor.memory;
  }

  get snapshot(): ClusterSnapshot {
    return this.#monitor.snapshot();
  }

  /** The newest state of each node that ever gave one. */
  get states(): ClusterMonitor['states'] {
    return this.#monitor.states;
  }

  /** Asks every node anew. */
  refresh(): Promise<void> {
    return this.#monitor.refresh();
  }

  /** Every incident there ever was, in the order in which they opened. */
  get incidents(): readonly Incident[] {
    return [...this.#journal.working.incidents.values()];
  }

  get timeline(): readonly TimelineEntry[] {
    return this.store.changes.flatMap((change) =>
      change.kind === 'timeline' ? [change.entry] : [],
    );
  }

  /** What would have been said in Slack, in order. */
  get messages(): readonly OutboxPayload[] {
    return this.store.changes.flatMap((change) =>
      change.kind === 'outbox' ? [change.item.payload] : [],
    );
  }

  node(name: string): NodeView | undefined {
    return this.snapshot.topology?.nodes.find((node) => node.name === name);
  }

  /** What `/pgrepl status` of the cluster says now. */
  get status(): string {
    return toTerminal(clusterStatus(this.snapshot, systemClock.now()));
  }

  /**
   * Waits until a finding of this kind (about this subject) counts and says what it is to say, and
   * returns it. It may say less at first: each node notices in its own time.
   */
  async finds(kind: string, subject?: string | null, says: Says = {}): Promise<Finding> {
    return this.until(
      () =>
        this.snapshot.findings.find(
          (finding) =>
            finding.kind === kind &&
            (subject === undefined || finding.subject === subject) &&
            doesSay(finding.what, says.what) &&
            doesSay(finding.consequence, says.consequence) &&
            doesSay(finding.next, says.next),
        ),
      `${kind} of ${subject ?? 'the cluster'} ${Object.values(says).join(' ')}`,
    );
  }

  /** Waits until nothing is wrong and no incident is open. */
  async allWell(): Promise<void> {
    await this.until(
      () =>
        this.snapshot.topology !== null &&
        this.snapshot.findings.length === 0 &&
        this.snapshot.incidents.length === 0 &&
        this.snapshot.topology.nodes.every(({ reach }) => reach.kind !== 'not-polled-yet'),
      'all well',
    );
  }

  /** Waits until every standby that is known has replayed all there is. */
  async allCaughtUp(): Promise<void> {
    await this.until(
      () =>
        this.snapshot.topology?.nodes.every(
          ({ lag, role }) => role === 'primary' || (lag?.replayBytes === 0 && lag.timeMs === 0),
        ) === true,
      'all have caught up',
    );
  }

  /**
   * Waits until this standby is seen to have replayed up to there. All there is may be more at any
   * moment: a primary notes its running transactions by itself.
   */
  async replays(name: string, position: string): Promise<void> {
    const lsn = parseLsn(position);
    if (lsn === undefined) throw new Error(`no position: ${position}`);
    await this.until(
      () => (this.node(name)?.wal.replayLsn ?? 0n) >= lsn,
      `${name} has replayed ${position}`,
    );
  }

  /** Waits until each node that is configured has said what it is. */
  async allAnswer(): Promise<void> {
    await this.until(
      () => this.snapshot.topology?.nodes.every(({ reach }) => reach.kind === 'answers') === true,
      'all nodes have answered',
    );
  }

  /** Waits for a condition on what is known; says what was known instead if it never comes. */
  async until<T>(
    condition: () => T | undefined | false,
    what: string,
  ): Promise<Exclude<T, undefined | false>> {
    return waitUntil<T | undefined | false>(what, condition, {
      timeoutMs: 30_000,
      detail: () => this.#words(),
    });
  }

  #words(): string {
    const { findings, topology } = this.snapshot;
    return [JSON.stringify(topology?.primary), ...findings.map(({ what }) => what)].join('\n');
  }

  async stop(): Promise<void> {
    await this.#monitor.stop();
    await this.#journal.close(1000);
  }
}

/** The cluster as pgrepl has it in its configuration. */
export function configOf(cluster: LabCluster, options: WatchOptions): ClusterConfig {
  const ports = cluster.nodes
    .filter(({ name }) => options.nodes?.includes(name) ?? true)
    .map(({ name, port }) => [name, port] as const);
  const nodes = [...ports, ...Object.entries(options.further ?? {})]
    .map(([name, port]) => `      ${name}: { host: 127.0.0.1, port: ${port} }`)
    .join('\n');
  const text = [
    // A machine that is busy with tests is no reason to call a node silent.
    'defaults: { deadline: 5s, connect_timeout: 5s }',
    'clusters:',
    '  orders:',
    `    user: ${options.user ?? 'pgrepl_monitor'}`,
    '    sslmode: disable',
    "    schedule: '* * * * * *'",
    ...(options.config === undefined
      ? []
      : options.config.split('\n').map((line) => `    ${line}`)),
    '    nodes:',
    nodes,
  ].join('\n');
  const result = loadConfig({ text, environment: {}, defaultStoreDirectory: '/nowhere' });
  const config = result.ok ? result.config.clusters[0] : undefined;
  if (config === undefined) throw new Error(JSON.stringify(result));
  return config;
}
