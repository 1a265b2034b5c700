import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from './clock.js';
import type { AppConfig, ClusterConfig, NodeConfig } from './config/model.js';
import type { Fleet } from './fleet.js';
import type { AuditRecord } from './incidents/record.js';
import { withoutSecrets } from './log.js';
import type { ClusterMonitor } from './monitor/cluster-monitor.js';
import type { Log } from './monitor/ports.js';
import type { OperationRules } from './operations/model.js';
import { nodeCommands, type NodeHandsSummary } from './operations/facts.js';
import type { OperationAnnouncer } from './operation-announcer.js';
import type { ClusterParts, ClusterView, NodeParts } from './operator/cluster-parts.js';
import { createCommandHands } from './operator/drivers/command/command-hands.js';
import { commandEnvironment } from './operator/drivers/command/environment.js';
import { shownCommands } from './operator/drivers/command/known-secrets.js';
import { mixedHands } from './operator/drivers/mixed-hands.js';
import { createPersonHands } from './operator/drivers/person/person-hands.js';
import { Operator } from './operator/operator.js';
import type { NodeActor, NodeHands, OperationStore } from './operator/ports.js';
import { createNodeActor } from './postgres/act/node-actor.js';
import { threadLines } from './wording/operation-thread.js';

export interface OperationsSideOptions {
  readonly config: AppConfig;
  readonly fleet: Pick<Fleet, 'monitor'>;
  readonly store: OperationStore;
  readonly announcer: OperationAnnouncer;
  readonly auditLater: (record: AuditRecord) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** pgrepl's own environment, of which commands get a little. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What no output may show: the tokens and passwords of the configuration. */
  readonly secrets: readonly string[];
}

/** Puts together what carries operations out, for the clusters whose configuration allows them. */
export function createOperationsSide(options: OperationsSideOptions): Operator {
  const { config, store, announcer, auditLater, clock, log } = options;
  const clusters = config.clusters.flatMap((cluster): (readonly [string, ClusterParts])[] => {
    const monitor = options.fleet.monitor(cluster.name);
    const rules = cluster.operations;
    if (rules === null || monitor === undefined) return [];
    return [[cluster.name, partsOf(cluster, rules, monitor, options)]];
  });
  return new Operator({
    clusters: new Map(clusters),
    watched: new Map(
      config.clusters.map(({ name, nodes }) => [
        name,
        nodes.map(({ declaration }) => declaration.name),
      ]),
    ),
    store,
    auditLater,
    clock,
    log,
    newId: randomUUID,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    owner: `${hostname()} pid ${process.pid}`,
    onChange: (operation, before) => {
      announcer.card(operation);
      for (const { text, broadcast } of threadLines(before, operation)) {
        announcer.line(operation, text, broadcast);
      }
    },
  });
}

function partsOf(
  cluster: ClusterConfig,
  rules: OperationRules,
  monitor: ClusterMonitor,
  options: OperationsSideOptions,
): ClusterParts {
  const view = viewOf(monitor);
  return {
    cluster: cluster.name,
    channel: cluster.channel,
    rules,
    view,
    nodes: new Map(
      cluster.nodes.map((node) => [
        node.declaration.name,
        nodeParts(node, cluster, rules, view, options),
      ]),
    ),
  };
}

/** What the watching of a cluster tells, and is told, for what is planned. */
export function viewOf(monitor: ClusterMonitor): ClusterView {
  return {
    refresh: () => monitor.refresh(),
    known: () => ({
      topology: monitor.snapshot().topology,
      states: monitor.states,
      contract: monitor.memory.contract,
      lastPrimary: monitor.memory.lastPrimary,
    }),
    expect: (predicts) => {
      monitor.expect(predicts);
    },
    conclude: (plan) => {
      monitor.conclude(plan);
    },
  };
}

function nodeParts(
  node: NodeConfig,
  cluster: ClusterConfig,
  rules: OperationRules,
  view: ClusterView,
  options: OperationsSideOptions,
): NodeParts {
  const { name, applicationName } = node.declaration;
  const actor = createNodeActor({
    name,
    connection: node.acting,
    watchesAs: { user: node.connection.user, database: node.connection.database },
    applicationName: 'pgrepl',
    connectTimeoutMs: cluster.connectTimeoutMs,
    clock: options.clock,
  });
  const hands = handsOf(node, cluster, rules, actor, view, options);
  return {
    actor,
    hands,
    address: { ...node.replication, applicationName },
    summary: () => Promise.resolve(summaryOf(node, rules, hands, options.secrets)),
  };
}

function handsOf(
  node: NodeConfig,
  cluster: ClusterConfig,
  rules: OperationRules,
  actor: NodeActor,
  view: ClusterView,
  { log, secrets, environment }: OperationsSideOptions,
): NodeHands {
  const { name, host, port, applicationName } = node.declaration;
  const major = (): number | null => majorAt(name, view);
  const withinMs = rules.timeouts.personMs;
  const byPerson = createPersonHands({ node: name, actor, applicationName, major, withinMs });
  if (rules.driver === 'sql') return byPerson;
  const addresses = new Map(
    cluster.nodes.map(({ declaration, replication }) => [declaration.name, replication]),
  );
  const byCommand = createCommandHands({
    node: name,
    commands: node.commands,
    address: { host, port },
    addressOf: (other) => addresses.get(other) ?? null,
    major,
    environment: commandEnvironment(environment, cluster.commandEnvironment),
    secrets,
    redact: (text) => withoutSecrets(text, secrets),
    log,
  });
  return mixedHands(byCommand, byPerson);
}

/**
 * As last seen there. A node that this process never saw alive, because it was stopped before, has
 * the version of the others: WAL is the same within a major version only. Null if they differ.
 */
function majorAt(node: string, view: ClusterView): number | null {
  const { states } = view.known();
  const own = states.get(node)?.state.major ?? null;
  if (own !== null) return own;
  const [first, ...others] = new Set([...states.values()].map(({ state }) => state.major));
  return first !== undefined && others.length === 0 ? first : null;
}

function summaryOf(
  node: NodeConfig,
  rules: OperationRules,
  hands: NodeHands,
  secrets: readonly string[],
): NodeHandsSummary {
  return {
    driver: rules.driver,
    commands: nodeCommands.filter((command) => hands.can(command)),
    exact: shownCommands(node.commands, secrets),
  };
}
