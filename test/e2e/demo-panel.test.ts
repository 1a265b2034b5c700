import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrders, type Orders, type OrdersNode } from '../../lab/demo/orders.js';
import type {
  PanelAction,
  PanelActionName,
  PanelActionResult,
  PanelCluster,
  PanelNode,
  PanelState,
} from '../../lab/demo/panel-api.js';
import { Panel } from '../../lab/demo/panel/panel.js';
import { Writes } from '../../lab/demo/writes.js';
import { waitUntil } from '../../lab/postgres/wait.js';

let orders: Orders;
let writes: Writes;
let panel: Panel;
let revived = 0;

beforeAll(async () => {
  orders = await startOrders();
  writes = new Writes(orders, 20);
  await writes.on();
  panel = new Panel({
    cluster: orders,
    writes,
    revivePgrepl: () => {
      revived += 1;
      return Promise.resolve();
    },
  });
});

afterAll(async () => {
  await panel.close();
  await writes.off();
  await orders.stop();
});

const act = (
  action: PanelActionName,
  more: Omit<PanelAction, 'action' | 'cluster'> = {},
): Promise<PanelActionResult> => panel.act({ cluster: 'orders', action, ...more });

const onNode = (action: PanelActionName, node: OrdersNode): Promise<PanelActionResult> =>
  act(action, { node });

async function look(): Promise<PanelCluster> {
  const [cluster] = (await panel.state()).clusters;
  if (cluster === undefined) throw new Error('the panel shows no cluster');
  return cluster;
}

async function node(name: OrdersNode): Promise<PanelNode | undefined> {
  return (await look()).nodes.find((one) => one.name === name);
}

/** Waits until all is as it is at the beginning: a node may just not have answered in time. */
async function expectWhole(): Promise<void> {
  await waitUntil('all is as it was', async () => {
    await lookWhole();
    return true;
  });
}

async function lookWhole(): Promise<void> {
  const running = { process: 'running', link: 'ok', replayPaused: false };
  const standby = { ...running, role: 'standby', linkTo: 'upstream' };
  expect((await look()).nodes).toEqual(
    [
      {
        ...running,
        name: 'pg1',
        role: 'primary',
        linkTo: 'pgrepl',
        upstream: null,
        syncState: null,
      },
      { ...standby, name: 's1', upstream: 'pg1', syncState: 'sync' },
      { ...standby, name: 's3', upstream: 's1', syncState: 'async' },
      { ...standby, name: 's2', upstream: 'pg1', syncState: 'potential' },
    ].sort((one, other) => (one.name < other.name ? -1 : 1)),
  );
  expect((await look()).synchronousStandbyNames).toBe('FIRST 1 (s1, s2)');
}

/** Waits until a node is shown so: what its upstream says of it may come a moment later. */
async function shows(name: OrdersNode, what: Partial<PanelNode>): Promise<void> {
  await waitUntil(`${name} is shown so`, async () => {
    expect(await node(name)).toMatchObject(what);
    return true;
  });
}

async function rowsOn(name: OrdersNode): Promise<string> {
  const [row] = await orders.node(name).sql<{ rows: string }>('SELECT count(*) AS rows FROM load');
  return row?.rows ?? '';
}

describe('the panel', () => {
  it('shows the cluster as it is', async () => {
    await expectWhole();
    expect(await look()).toMatchObject({ name: 'orders', major: 18, load: { running: true } });
  });

  it.each([
    ['kill', 'start', { process: 'stopped', role: 'standby', upstream: 'pg1', syncState: null }],
    ['stop', 'start', { process: 'stopped', role: 'standby' }],
    ['freeze', 'thaw', { process: 'frozen', role: 'standby' }],
    ['cut-link', 'heal-link', { link: 'cut', process: 'running' }],
    ['drop-link', 'heal-link', { link: 'dropping', process: 'running' }],
    ['pause-replay', 'resume-replay', { replayPaused: true }],
  ] as const)('does %s to a standby, and undoes it by %s', async (breaks, mends, shown) => {
    expect(await onNode(breaks, 's1')).toEqual({ ok: true });
    await shows('s1', shown);
    expect(await onNode(mends, 's1')).toEqual({ ok: true });
    await expectWhole();
  });

  it('cuts pgrepl off from the primary, which the standbys still receive from', async () => {
    expect(await onNode('cut-link', 'pg1')).toEqual({ ok: true });
    await shows('pg1', { link: 'cut', process: 'running', role: 'primary' });
    expect(orders.node('pg1').monitorLink.state).toBe('cut');
    await orders.waitStreaming('s1');
    expect(await onNode('heal-link', 'pg1')).toEqual({ ok: true });
    await expectWhole();
  });

  it('sets synchronous names, and says why PostgreSQL does not take some', async () => {
    expect(await act('set-sync-names', { value: 'ANY 1 (s1, s2)' })).toEqual({ ok: true });
    await waitUntil('s2 is of the quorum', async () => (await node('s2'))?.syncState === 'quorum');
    expect(await act('set-sync-names', { value: '' })).toEqual({ ok: true });
    await waitUntil('s1 is asynchronous', async () => (await node('s1'))?.syncState === 'async');
    const refused = await act('set-sync-names', { value: 'FIRST (' });
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).toContain('PostgreSQL does not take these names');
    expect(await act('set-sync-names', { value: 'FIRST 1 (s1, s2)' })).toEqual({ ok: true });
    await waitUntil('s1 is synchronous', async () => (await node('s1'))?.syncState === 'sync');
  });

  it('turns the load off and on, and lets it burst', async () => {
    expect(await act('load-off')).toEqual({ ok: true });
    expect((await look()).load).toEqual({ running: false, rowsPerSecond: 0 });
    const lsn = 'SELECT pg_current_wal_lsn() - $1::pg_lsn AS bytes';
    const [before] = await orders.sql<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn');
    expect(await act('burst')).toEqual({ ok: true });
    const [written] = await orders.sql<{ bytes: string }>(lsn, [before?.lsn]);
    expect(Number(written?.bytes)).toBeGreaterThan(100 * 1024 ** 2);
    expect(await act('load-on')).toEqual({ ok: true });
    expect((await look()).load.running).toBe(true);
  });

  it.each([
    ['start', 's1', 's1 runs already.'],
    ['thaw', 's1', 's1 is not frozen.'],
    ['pause-replay', 'pg1', 'pg1 is a primary: it replays nothing.'],
    ['kill', 's9', 'There is no node s9 in orders.'],
  ] as const)('refuses to %s %s', async (action, name, message) => {
    expect(await act(action, { node: name })).toEqual({ ok: false, message });
  });

  it('refuses what names no node, another cluster, or needs a primary', async () => {
    expect(await act('kill')).toMatchObject({ ok: false });
    expect(await panel.act({ cluster: 'other', action: 'burst' })).toMatchObject({
      message: 'There is no cluster other here, only orders.',
    });
    await onNode('kill', 'pg1');
    const message = 'There is no primary that answers: start or thaw it first.';
    expect(await act('burst')).toEqual({ ok: false, message });
    expect(await act('set-sync-names', { value: '' })).toEqual({ ok: false, message });
    expect(await onNode('start', 'pg1')).toEqual({ ok: true });
  });

  it('does one thing after the other, and tells who watches', async () => {
    const states: PanelState[] = [];
    const stop = panel.watch((state) => states.push(state));
    const both = [onNode('kill', 's2'), onNode('start', 's2')];
    expect(await Promise.all(both)).toEqual([{ ok: true }, { ok: true }]);
    stop();
    const busy = states.map((state) => state.busy).filter((one) => one !== null);
    expect([...new Set(busy)]).toEqual(['Killing s2', 'Starting s2']);
    const done = (await panel.state()).log.slice(-2).map(({ text }) => text);
    expect(done).toEqual(['s2: killed (SIGKILL)', 's2: started']);
  });
});

describe('"heal everything"', () => {
  const heal = async (): Promise<void> => {
    const before = revived;
    expect(await act('heal-all')).toEqual({ ok: true });
    await expectWhole();
    expect(revived).toBe(before + 1);
    expect(writes.running).toBe(true);
  };

  it('undoes everything that the panel does, all at once', async () => {
    await onNode('pause-replay', 's3');
    await onNode('freeze', 's1');
    await onNode('drop-link', 's2');
    await onNode('cut-link', 'pg1');
    await act('set-sync-names', { value: '' });
    await act('load-off');
    await onNode('kill', 'pg1');
    await heal();
  });

  it('clones again what was promoted and what diverged', async () => {
    await onNode('kill', 'pg1');
    await orders.node('s1').promote();
    await orders.node('s1').sql('CREATE TABLE elsewhere ()');
    await heal();
    const [found] = await orders
      .node('s1')
      .sql<{ at: string | null }>("SELECT to_regclass('elsewhere') AS at");
    expect(found?.at).toBeNull();
    await act('load-off');
    await waitUntil('all nodes have the same rows', async () => {
      const counts = await Promise.all((['pg1', 's1', 's2', 's3'] as const).map(rowsOn));
      return new Set(counts).size === 1 && counts[0] !== '0';
    });
    await act('load-on');
  });

  it('clones again what lost its slot', async () => {
    await onNode('stop', 's2');
    // Its WAL sender may take a moment to notice: until then the slot is in use.
    await waitUntil('the slot is dropped', async () => {
      await orders.node('pg1').sql("SELECT pg_drop_replication_slot('s2')");
      return true;
    });
    await heal();
  });
});
