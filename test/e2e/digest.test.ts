import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { isOpen, isResolved, roots, said, shown, theRoot } from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';
import { TurnedClock } from './support/turned-clock.js';

const minutes = 60_000;

let cluster: LabCluster<'pg1' | 's1'>;
let scene: Scene;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await scene.close();
  await restore(cluster);
});

it('tells the channel once a day what happened and what would not be ready', async () => {
  const clock = new TurnedClock();
  const at = new Date(Date.now() + 3 * minutes).toISOString().slice(11, 16);
  scene = await Scene.open({
    lab: cluster,
    clock,
    orders: { keys: { digest: { at, time_zone: 'UTC' } } },
  });
  const { slack, pgrepl } = scene;
  await cluster.node('s1').kill();
  await theRoot(slack, 'is there', isOpen);
  await cluster.node('s1').start();
  await theRoot(slack, 'is resolved', isResolved);
  await cluster.node('s1').kill();
  await theRoot(slack, 'is open again', isOpen);
  await clock.turn(3 * minutes, pgrepl);
  const digest = await waitUntil(
    'the digest is there',
    () => roots(slack).find(({ text }) => text.startsWith('The last 24 hours')),
    { detail: () => said(slack) },
  );
  expect(shown(digest)).toMatch(/orders: INC-1, .*s1.* open for .*, nobody took it\./);
  expect(shown(digest)).toContain('orders: s1 would not be ready to take over');
  expect(shown(digest)).toContain('Set-up: orders without a score (s1 was not surveyed).');
  // A second process finds that it was told.
  await pgrepl.saidAll();
  await scene.stop();
  await scene.start();
  await scene.pgrepl.finds('standby-disconnected');
  await clock.turn(1 * minutes, scene.pgrepl);
  await scene.pgrepl.saidAll();
  expect(roots(slack).filter(({ text }) => text.startsWith('The last'))).toHaveLength(1);
});
