import { onTestFinished } from 'vitest';
import type { LabNode } from '../../../lab/postgres/node.js';
import { systemClock } from '../../../src/clock.js';
import type { NodeConnectionOptions } from '../../../src/postgres/connection-options.js';
import { createNodeProbe, type NodeProbe } from '../../../src/postgres/node-connection.js';
import type {
  NodeState,
  Observation,
  PrimaryState,
  StandbyState,
} from '../../../src/replication/observation.js';

/** For observations that must succeed, on a machine however loaded. */
const patientMs = 10_000;

/** For observations that must run into it: no longer than a test wants to wait. */
export const deadlineMs = 1000;

/** How much later than it happens a loaded machine may see something. */
export const slackMs = 500;

export type ConnectionOverrides = Partial<NodeConnectionOptions>;

export function connectionTo(
  port: number,
  overrides: ConnectionOverrides = {},
): NodeConnectionOptions {
  return {
    host: '127.0.0.1',
    port,
    user: 'pgrepl_monitor',
    database: 'postgres',
    password: null,
    sslMode: 'prefer',
    sslRootCert: null,
    ...overrides,
  };
}

export interface ProbeOverrides extends ConnectionOverrides {
  readonly deadlineMs?: number;
  readonly connectTimeoutMs?: number;
}

/** A probe that is closed when the test ends. */
export function probeOf(target: LabNode | number, overrides: ProbeOverrides = {}): NodeProbe {
  const { deadlineMs: deadline = patientMs, connectTimeoutMs, ...connection } = overrides;
  const port = typeof target === 'number' ? target : target.port;
  const probe = createNodeProbe({
    name: typeof target === 'number' ? 'node' : target.name,
    connection: connectionTo(port, connection),
    applicationName: 'pgrepl',
    deadlineMs: deadline,
    connectTimeoutMs: connectTimeoutMs ?? deadline,
    clock: systemClock,
  });
  onTestFinished(() => {
    probe.close();
  });
  return probe;
}

function stateOf(observation: Observation): NodeState {
  const { result } = observation;
  if (result.kind === 'state') return result.state;
  throw new Error(`${observation.node} gave no state: ${result.reason}: ${result.detail}`);
}

export async function observedState(probe: NodeProbe): Promise<NodeState> {
  return stateOf(await probe.observe());
}

export function primaryRole(state: NodeState): PrimaryState {
  if (state.role.kind === 'primary') return state.role;
  throw new Error('the node is a standby');
}

export function standbyRole(state: NodeState): StandbyState {
  if (state.role.kind === 'standby') return state.role;
  throw new Error('the node is a primary');
}

export interface Refusal {
  readonly reason: string;
  readonly detail: string;
  /** How long the observation took, ms. */
  readonly tookMs: number;
}

/** Observes once and says why that brought no state. */
export async function refusalOf(probe: NodeProbe): Promise<Refusal> {
  const startedAt = performance.now();
  const { result } = await probe.observe();
  const tookMs = performance.now() - startedAt;
  if (result.kind === 'state') throw new Error('the node gave a state');
  return { reason: result.reason, detail: result.detail, tookMs };
}
