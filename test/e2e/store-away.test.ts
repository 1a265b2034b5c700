import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import {
  externalPlace,
  externalServer,
  type StorePlace,
} from '../integration/store/support/stores.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  roots,
  said,
  shown,
  theRoot,
} from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';

describe('a store of its own server', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  let server: Awaited<ReturnType<typeof externalServer>>;
  let store: StorePlace;
  let scene: Scene;

  beforeAll(async () => {
    [cluster, server] = await Promise.all([
      startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } }),
      externalServer(),
    ]);
  });

  afterAll(async () => {
    await cluster.stop();
    await server.stop();
  });

  afterEach(async () => {
    await scene.close();
    if (server.node.isFrozen) server.node.thaw();
    if (!(await server.node.isRunning())) await server.node.start();
    await restore(cluster);
  });

  const openScene = async (): Promise<Scene> => {
    store = await externalPlace(server.node);
    if (store.location.kind !== 'url') throw new Error('the store has no URL');
    scene = await Scene.open({ lab: cluster, setting: { store: { url: store.location.url } } });
    return scene;
  };

  it.each(['stop', 'freeze'] as const)(
    'that is away (%s) is told of, keeps no alert back, and learns all of it later',
    async (how) => {
      const { slack, pgrepl } = await openScene();
      await server.node[how]();
      await theRoot(slack, 'says that the store is away', isOpen, '#pg-alerts');
      const [own] = roots(slack, '#pg-alerts');
      expect(own?.text).toMatch(/^Critical: pgrepl: pgrepl's store has not taken anything for/);
      expect((await pgrepl.ask('/readyz')).status).toBe(503);
      expect((await pgrepl.ask('/healthz')).status).toBe(200);

      await cluster.node('s1').kill();
      const root = await theRoot(slack, 'is there', isOpen);
      expect(incidentNameIn(root)).toBeUndefined();
      expect(shown(root)).not.toMatch(/null|undefined/);
      await cluster.node('s1').start();
      await theRoot(slack, 'is resolved', isResolved);

      if (how === 'stop') await server.node.start();
      else server.node.thaw();
      await theRoot(slack, 'has its number', (message) => incidentNameIn(message) !== undefined);
      await theRoot(slack, 'says that the store is back', isResolved, '#pg-alerts');
      await pgrepl.saidAll();
      expect(
        roots(slack).map(({ ts }) => ts),
        said(slack),
      ).toEqual([root.ts]);
      expect(roots(slack, '#pg-alerts')).toHaveLength(1);
      await waitUntil('it is ready', async () => (await pgrepl.ask('/readyz')).status === 200);

      const names = await store.sql<{ name: string; cluster: string; state: string }>(
        `SELECT 'INC-' || number AS name, cluster, state FROM pgrepl.incidents WHERE cluster = 'orders'`,
      );
      expect(names).toEqual([{ name: incidentNameIn(root), cluster: 'orders', state: 'resolved' }]);
      const timeline = await store.sql<{ kind: string }>(
        `SELECT t.kind FROM pgrepl.timeline_entries t JOIN pgrepl.incidents i ON i.id = t.incident_id
          WHERE i.cluster = 'orders' ORDER BY t.at, t.seq`,
      );
      expect(timeline.at(0)).toEqual({ kind: 'opened' });
      const happened = timeline.filter(({ kind }) => kind !== 'posted');
      expect(happened.at(-1)).toEqual({ kind: 'resolved' });
      const unsent = await store.sql(
        "SELECT FROM pgrepl.outbox WHERE state IN ('pending', 'sending')",
      );
      expect(unsent).toEqual([]);
    },
  );

  it('that is away when pgrepl starts is waited for; what it knew is known again when it is back', async () => {
    const { slack } = await openScene();
    await cluster.node('s1').kill();
    const before = await theRoot(slack, 'is there', isOpen);
    await scene.stop();
    await server.node.stop();
    await scene.start();
    await waitUntil('the loss is told once more', () => roots(slack).length === 2);
    await server.node.start();
    const second = await theRoot(slack, 'of the second start gives way to the first', ({ text }) =>
      /has the same cause as INC-\d+ and goes on there\./.test(text),
    );
    await cluster.node('s1').start();
    await theRoot(slack, 'of before is resolved', isResolved);
    await scene.pgrepl.saidAll();
    const open = await store.sql("SELECT FROM pgrepl.incidents WHERE state = 'open'");
    expect(open).toEqual([]);
    expect(roots(slack).map(({ ts }) => ts)).toEqual([before.ts, second.ts]);
    expect(second.text).toContain(`the same cause as ${String(incidentNameIn(before))} and`);
    expect(isResolved(before)).toBe(true);
  });

  it('inside a cluster that it watches is a mistake, and pgrepl says so', async () => {
    const place = await externalPlace(cluster.node('pg1'));
    if (place.location.kind !== 'url') throw new Error('the store has no URL');
    const { url } = place.location;
    scene = await Scene.open({ lab: cluster, setting: { store: { url } } });
    const root = await theRoot(scene.slack, 'is there', isOpen, '#pg-alerts');
    expect(root.text).toMatch(/store.*orders|orders.*store/);
    await theRoot(
      scene.slack,
      'has its number',
      (message) => incidentNameIn(message) !== undefined,
      '#pg-alerts',
    );
  });
});
