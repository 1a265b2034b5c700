import type pg from 'pg';
import { onTestFinished } from 'vitest';
import type { LabNode } from '../../../lab/postgres/node.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { systemClock } from '../../../src/clock.js';
import type { NodeConnectionOptions } from '../../../src/postgres/connection-options.js';
import { createNodeProbe, type NodeProbe } from '../../../src/postgres/node-connection.js';
import type {
  NodeState,
  Observation,
  PrimaryState,
  StandbyState,
} from '../../../src/replication/observation.js';
import { stopwatch } from '../../support/stopwatch.js';

/** For observations that must succeed, on a machine however loaded. */
const patientMs = 10_000;

/** For observations that must run into it: no longer than a test wants to wait. */
export const deadlineMs = 1000;

/** How much later than it happens a loaded machine may see something, by a {@link stopwatch}. */
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

/** For a probe with a short deadline: waits until it brings a state, and keeps a connection. */
export async function connected(probe: NodeProbe): Promise<void> {
  await waitUntil('the node gives a state', async () => {
    return (await probe.observe()).result.kind === 'state';
  });
}

/**
 * Commits on a session until a commit waits for a synchronous standby, and returns that one. Names
 * that were just set count for commits as soon as the checkpointer has read them, too.
 */
export async function waitingCommit(
  node: LabNode,
  client: pg.Client,
): Promise<{ readonly commit: Promise<unknown> }> {
  const state: { commit: Promise<unknown>; isUnderWay: boolean } = {
    commit: Promise.resolve(),
    isUnderWay: false,
  };
  await waitUntil('a commit waits', async () => {
    if (!state.isUnderWay) {
      state.isUnderWay = true;
      state.commit = client
        .query("SELECT pg_logical_emit_message(true, 'test', 'a commit')")
        .finally(() => (state.isUnderWay = false));
      state.commit.catch(() => undefined); // whoever awaits it gets it
    }
    const rows = await node.sql("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    return rows.length > 0;
  });
  return { commit: state.commit };
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
  /** How long the observation took by a {@link stopwatch}, ms. */
  readonly tookMs: number;
  /** How long it took by the clock, ms. */
  readonly passedMs: number;
}

/** Observes once and says why that brought no state. */
export async function refusalOf(probe: NodeProbe): Promise<Refusal> {
  const [startedAt, took] = [performance.now(), stopwatch()];
  const { result } = await probe.observe();
  const [passedMs, tookMs] = [performance.now() - startedAt, took()];
  if (result.kind === 'state') throw new Error('the node gave a state');
  return { reason: result.reason, detail: result.detail, tookMs, passedMs };
}
