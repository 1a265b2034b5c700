import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/clock.js';
import { defaultPolling, defaultThresholds } from '../../src/config/defaults.js';
import { probesOf } from '../../src/fleet.js';
import { ClusterState } from '../../src/monitor/cluster-state.js';
import type { NodeProbe } from '../../src/monitor/ports.js';
import type { NodeConfig } from '../../src/config/model.js';
import type { BenchCluster, NodeAddress } from '../support/pgrepl.js';
import type { Rounds, ToPoller } from './messages.js';

/** Lets go of the processor between two rounds, as a schedule does, ms. */
const betweenRoundsMs = 50;

interface Watched {
  readonly probes: readonly NodeProbe[];
  readonly state: ClusterState;
}

function nodeConfig({ name, port }: NodeAddress): NodeConfig {
  const host = '127.0.0.1';
  const connection = {
    host,
    port,
    user: 'pgrepl_monitor',
    password: null,
    database: 'postgres',
    sslMode: 'disable',
    sslRootCert: null,
  } as const;
  return {
    declaration: { name, host, port, applicationName: name },
    connection,
    thresholds: defaultThresholds,
    acting: connection,
    commands: {},
    replication: { host, port, user: null, password: null, sslMode: null },
  };
}

/** A cluster as pgrepl watches it, without schedule, journal and Slack. */
function watch({ name, nodes }: BenchCluster): Watched {
  const config = {
    ...defaultPolling,
    name,
    channel: null,
    contract: null,
    systemIdentifier: null,
    operations: null,
    escalation: null,
    quietHours: null,
    digest: null,
    commandEnvironment: [],
    nodes: nodes.map(nodeConfig),
    // A busy machine shall show as long times, not as polls that fail.
    deadlineMs: 20_000,
    connectTimeoutMs: 20_000,
  };
  return {
    probes: [...probesOf(config, systemClock).values()],
    state: new ClusterState({
      cluster: name,
      nodes: config.nodes,
      declaredContract: null,
      memory: null,
      standing: [],
      clearMs: 0,
    }),
  };
}

/** Polls clusters as pgrepl does, round after round, and measures itself. */
export class BenchPoller {
  #watched: readonly Watched[] = [];

  async take(order: ToPoller): Promise<Rounds> {
    switch (order.kind) {
      case 'prepare':
        this.#watched = order.clusters.map(watch);
        return this.#poll(order.rounds);
      case 'measure':
        return this.#poll(order.rounds);
      case 'close':
        for (const { probes } of this.#watched) for (const probe of probes) probe.close();
        this.#watched = [];
        return { pollMs: [], roundMs: [], cpuMs: [] };
    }
  }

  async #poll(rounds: number): Promise<Rounds> {
    const pollMs: number[] = [];
    const roundMs: number[] = [];
    const cpuMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await sleep(betweenRoundsMs);
      const cpuBefore = process.cpuUsage();
      const startedAt = performance.now();
      await Promise.all(
        this.#watched.map(async ({ probes, state }) => {
          await Promise.all(
            probes.map(async (probe) => {
              const observation = await probe.observe();
              pollMs.push(performance.now() - startedAt);
              if (observation.result.kind === 'no-state') {
                throw new Error(`${observation.node}: ${observation.result.detail}`);
              }
              state.take(observation, true);
            }),
          );
          state.evaluate(systemClock.now());
        }),
      );
      roundMs.push(performance.now() - startedAt);
      const { user, system } = process.cpuUsage(cpuBefore);
      cpuMs.push((user + system) / 1000);
    }
    return { pollMs, roundMs, cpuMs };
  }
}
