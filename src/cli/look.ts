import type { Clock } from '../clock.js';
import type { AppConfig, ClusterConfig } from '../config/model.js';
import { probesOf } from '../fleet.js';
import type { ClusterSnapshot, FleetSnapshot } from '../incidents/fleet.js';
import { ClusterState, type Evaluation } from '../monitor/cluster-state.js';
import type { Known } from '../store/index.js';

/** Between the two looks that a figure of time needs, ms. */
const betweenLooksMs = 500;

/**
 * Looks at every cluster twice, side by side, and makes of it what the running pgrepl would, as far
 * as the store says what that has learned.
 */
export async function lookAtFleet(
  config: AppConfig,
  clock: Clock,
  known: Known,
): Promise<FleetSnapshot> {
  const clusters = await Promise.all(
    config.clusters.map((cluster) => lookAtCluster(cluster, clock, known)),
  );
  return { clusters, self: [] };
}

async function lookAtCluster(
  cluster: ClusterConfig,
  clock: Clock,
  known: Known,
): Promise<ClusterSnapshot> {
  const { topology, active } = (await lookTwice(cluster, clock, known)).evaluation;
  return {
    cluster: cluster.name,
    topology,
    findings: active,
    incidents: known.incidents.filter((incident) => incident.cluster === cluster.name),
    silences: known.silences.filter((silence) => silence.cluster === cluster.name),
    pollEveryMs: betweenLooksMs,
  };
}

/** What two looks at a cluster say of it, and what is known of it then. */
export async function lookTwice(
  cluster: ClusterConfig,
  clock: Clock,
  { clusters }: Pick<Known, 'clusters'>,
): Promise<{ readonly state: ClusterState; readonly evaluation: Evaluation }> {
  const probes = probesOf(cluster, clock);
  const state = new ClusterState({
    cluster: cluster.name,
    nodes: cluster.nodes,
    declaredContract: cluster.contract,
    declaredIdentifier: cluster.systemIdentifier,
    memory: clusters.find((memory) => memory.cluster === cluster.name) ?? null,
    standing: [],
    clearMs: 0,
  });
  const look = async (): Promise<Evaluation> => {
    const observations = await Promise.all([...probes.values()].map((probe) => probe.observe()));
    for (const observation of observations) state.take(observation, true);
    return state.evaluate(clock.now());
  };
  try {
    await look();
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
    return { state, evaluation: await look() };
  } finally {
    for (const probe of probes.values()) probe.close();
  }
}
