import type { Clock } from './clock.js';
import type { AppConfig, ClusterConfig, NodeConfig } from './config/model.js';
import { operationRules } from './config/resolve-operations.js';
import type { ClusterMonitor } from './monitor/cluster-monitor.js';
import { DoctorRounds, type ExaminationRecords } from './monitor/doctor/rounds.js';
import type { Log } from './monitor/ports.js';
import { viewOf } from './operations-side.js';
import type { ClusterView } from './operator/cluster-parts.js';
import { readinessOf } from './operations/doctor/readiness.js';
import { doctorReport, type DoctorReport } from './operations/doctor/report.js';
import type { NodeSurvey } from './operations/doctor/survey.js';
import { nodeCommands, type NodeFacts, type NodeHandsSummary } from './operations/facts.js';
import type { OperationRules } from './operations/model.js';
import { createNodeActor } from './postgres/act/node-actor.js';
import { surveyNode } from './postgres/survey/survey-node.js';
import { reasonWords } from './replication/findings/reasons.js';

export interface DoctorOptions {
  readonly config: AppConfig;
  readonly monitor: (cluster: string) => ClusterMonitor | undefined;
  readonly records: ExaminationRecords;
  readonly clock: Clock;
  readonly log: Log;
}

/** Puts together what examines the clusters that are watched. */
export function createDoctor(options: DoctorOptions): DoctorRounds {
  const { config, monitor, records, clock, log } = options;
  return new DoctorRounds({
    examine: async (name) => {
      const cluster = config.clusters.find((each) => each.name === name);
      const watched = monitor(name);
      if (cluster === undefined || watched === undefined) return null;
      return examineCluster(cluster, viewOf(watched), clock);
    },
    records,
    log,
  });
}

/** How long a node may take to say what it is asked, ms. */
const surveyMs = 5000;

const applicationName = 'pgrepl';

/** What the watching knows of a cluster, and how it is asked to look anew. */
export type DoctorView = Pick<ClusterView, 'known' | 'refresh'>;

/**
 * Surveys all nodes of a cluster, each by the role that watches it, asks for what a plan needs by the
 * role that acts, and examines it all. Null while nothing at all is known of the cluster. Nothing is
 * changed. Never rejects, and takes no longer than its nodes may.
 */
export async function examineCluster(
  cluster: ClusterConfig,
  view: DoctorView,
  clock: Clock,
): Promise<DoctorReport | null> {
  const [results, facts] = await Promise.all([
    Promise.all(cluster.nodes.map(async (node) => survey(node, clock))),
    Promise.all(cluster.nodes.map(async (node) => factsOf(node, cluster, clock))),
    view.refresh(),
  ]);
  const known = view.known();
  if (known.topology === null) return null;
  const rules = rulesOf(cluster);
  const shared = { now: clock.now(), topology: known.topology, states: known.states };
  const readiness = readinessOf(
    {
      ...shared,
      facts: new Map(facts.flat().map((each) => [each.node, each])),
      contract: known.contract,
      rules,
      logins: new Map(
        cluster.nodes.map(({ declaration, replication }) => [
          declaration.name,
          { user: replication.user, sslMode: replication.sslMode },
        ]),
      ),
      hands: new Map(
        cluster.nodes.map((node) => [node.declaration.name, handsOf(node, rules)] as const),
      ),
      lastPrimary: known.lastPrimary,
    },
    cluster.operations === null ? ['driver'] : [],
  );
  const foreign = new Set(
    known.topology.nodes.filter((node) => node.foreign).map(({ name }) => name),
  );
  const surveys = results.flatMap(({ node, result }): (readonly [string, NodeSurvey])[] =>
    result.kind === 'survey' && !foreign.has(node) ? [[node, result.survey]] : [],
  );
  const unseen = results.flatMap(({ node, result }) => {
    if (result.kind === 'none') return [{ node, why: reasonWords[result.reason].what }];
    return foreign.has(node) ? [{ node, why: 'is a server of another system' }] : [];
  });
  return doctorReport({
    ...shared,
    surveys: new Map(surveys),
    readiness,
    unseen,
  });
}

async function survey(
  { declaration, connection }: NodeConfig,
  clock: Clock,
): Promise<{ readonly node: string; readonly result: Awaited<ReturnType<typeof surveyNode>> }> {
  const { name } = declaration;
  const options = { name, connection, applicationName, timeoutMs: surveyMs, clock };
  return { node: name, result: await surveyNode(options) };
}

/** What a plan is told of a node; nothing where it does not say. */
async function factsOf(
  node: NodeConfig,
  cluster: ClusterConfig,
  clock: Clock,
): Promise<readonly NodeFacts[]> {
  const actor = createNodeActor({
    name: node.declaration.name,
    connection: node.acting,
    applicationName,
    connectTimeoutMs: Math.min(surveyMs, cluster.connectTimeoutMs),
    deedTimeoutMs: surveyMs,
    clock,
  });
  try {
    const deed = await actor.facts(rulesOf(cluster).bounds.longTransactionMs);
    return deed.kind === 'done' ? [deed.value] : [];
  } finally {
    actor.close();
  }
}

/** Where pgrepl is to carry out nothing, people would: by the bounds that hold unless others are set. */
function rulesOf({ operations }: ClusterConfig): OperationRules {
  return operations ?? operationRules({});
}

/** As the hands of an operation would say: a person can do whatever has no command but read a control file. */
function handsOf({ commands }: NodeConfig, { driver }: OperationRules): NodeHandsSummary {
  const can =
    driver === 'sql'
      ? nodeCommands.filter((command) => command !== 'control_data')
      : nodeCommands.filter((command) => commands[command] !== undefined);
  return { driver, commands: can, exact: commands };
}
