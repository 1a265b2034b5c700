import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../incidents/fleet.js';
import { aTopology } from '../replication/testing/topologies.js';
import type { HealthSource } from './ports.js';
import { startHealthServer, type HealthServer } from './server.js';

let server: HealthServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

const cluster = (over: Partial<ClusterSnapshot> = {}): ClusterSnapshot => ({
  cluster: 'orders',
  topology: aTopology(),
  findings: [],
  incidents: [],
  silences: [],
  pollEveryMs: 2000,
  ...over,
});

const sourceOf = (over: Partial<HealthSource> = {}): HealthSource => ({
  fleet: () => ({ clusters: [cluster()], self: [] }),
  ages: () => [{ cluster: 'orders', ageMs: 1500 }],
  storeDownSince: () => null,
  slackDownSince: () => null,
  counters: () => ({ polls: 7, missedPolls: 1, waitingMessages: 2, unrecordedChanges: 3 }),
  ...over,
});

async function get(
  path: string,
  source: HealthSource,
  method = 'GET',
): Promise<{ status: number; text: string }> {
  server = await startHealthServer({ host: '127.0.0.1', port: 0 }, source);
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { status: response.status, text: await response.text() };
}

describe('/healthz', () => {
  it('is well while every cluster is looked at, whatever else is away', async () => {
    const answer = await get(
      '/healthz',
      sourceOf({ storeDownSince: () => 1, slackDownSince: () => 1 }),
    );
    expect(answer).toEqual({ status: 200, text: '{"ok":true,"problems":[]}' });
  });

  it('names the clusters that are not', async () => {
    const ages = [
      { cluster: 'orders', ageMs: null },
      { cluster: 'billing', ageMs: 61_000 },
    ];
    const { status, text } = await get('/healthz', sourceOf({ ages: () => ages }));
    expect(status).toBe(503);
    expect(text).toContain('orders has not been evaluated yet');
    expect(text).toContain('billing was last evaluated 61 s ago');
  });
});

describe('/readyz', () => {
  it('wants the store and Slack too', async () => {
    const { status, text } = await get(
      '/readyz',
      sourceOf({ storeDownSince: () => 1, slackDownSince: () => 1 }),
    );
    expect(status).toBe(503);
    expect(text).toContain('store');
    expect(text).toContain('Slack');
  });
});

describe('/metrics', () => {
  it('shows what is known, and has no sample for what is not', async () => {
    const topology = aTopology();
    const nodes = topology.nodes.map((node) =>
      node.lag === null ? node : { ...node, lag: { ...node.lag, replayBytes: 4096, timeMs: null } },
    );
    const snapshot = cluster({ topology: { ...topology, nodes } });
    const { status, text } = await get(
      '/metrics',
      sourceOf({ fleet: () => ({ clusters: [snapshot], self: [] }), storeDownSince: () => 5 }),
    );
    expect(status).toBe(200);
    expect(text).toContain('pgrepl_polls 7');
    expect(text).toContain('pgrepl_store_up 0');
    expect(text).toContain('pgrepl_slack_up 1');
    expect(text).toContain('pgrepl_cluster_age_seconds{cluster="orders"} 1.5');
    expect(text).toMatch(/pgrepl_replay_lag_bytes\{cluster="orders",node="[^"]+"\} 4096/);
    expect(text).not.toMatch(/^pgrepl_replay_lag_seconds\{/m);
  });

  it.each([
    [
      'a node that is silent and that no upstream speaks for',
      {
        reach: { kind: 'silent', reason: 'refused', detail: '', since: 1, polls: 1 },
        senderRow: null,
      },
      {},
    ],
    ['a node whose primary is out of sight', {}, { isLowerBound: true }],
  ] as const)('claims no lag of %s', async (_, changes, lagChanges) => {
    const topology = aTopology();
    const nodes = topology.nodes.map((node) => ({
      ...node,
      ...changes,
      lag: node.lag && { ...node.lag, replayBytes: 0, timeMs: 0, ...lagChanges },
    }));
    expect(nodes.some(({ lag }) => lag !== null)).toBe(true);
    const snapshot = cluster({ topology: { ...topology, nodes } });
    const { text } = await get(
      '/metrics',
      sourceOf({ fleet: () => ({ clusters: [snapshot], self: [] }) }),
    );
    expect(text).not.toMatch(/^pgrepl_replay_lag_\w+\{/m);
  });
});

describe('anything else', () => {
  it('is not there, and nothing can be written', async () => {
    expect((await get('/', sourceOf())).status).toBe(404);
    await server?.close();
    expect((await get('/healthz', sourceOf(), 'POST')).status).toBe(405);
  });
});
