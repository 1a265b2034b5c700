import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { isOpen, isResolved, replies, roots, said, shown, theRoot } from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';
import { faultsOf } from './support/tidy.js';
import { TurnedClock } from './support/turned-clock.js';

describe('an outage of Slack', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2' | 's3'>;
  let scene: Scene;

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' }, s3: { from: 'pg1' } },
    });
  });

  afterAll(() => cluster.stop());

  afterEach(async () => {
    await scene.close();
    await restore(cluster);
  });

  /** What a busy machine takes, and half a minute in which pgrepl leaves Slack alone. */
  const limits = { timeout: 90_000 };

  const open = (): number => scene.pgrepl.cluster().incidents.length;

  it(
    'of minutes ends with the present state and one digest, not with a flood',
    limits,
    async () => {
      const clock = new TurnedClock();
      scene = await Scene.open({ lab: cluster, clock });
      const { slack, pgrepl } = scene;
      slack.outage(true);
      for (const name of ['s1', 's2'] as const) {
        await cluster.node(name).kill();
        await waitUntil(`the loss of ${name} is known`, () => open() === 1);
        await cluster.node(name).start();
        await waitUntil(`the return of ${name} is known`, () => open() === 0);
      }
      await cluster.node('s3').kill();
      await waitUntil('the loss of s3 is known', () => open() === 1);
      await clock.turn(75_000, pgrepl);
      expect(pgrepl.app.fleet().self.map(({ kind }) => kind)).toContain('slack-unreachable');
      expect(slack.messages('#orders')).toEqual([]);
      slack.outage(false);

      // After so many attempts in vain the next one may be half a minute away.
      await slack.connected(35_000);
      await theRoot(slack, 'shows what is wrong now', isOpen);
      await pgrepl.saidAll();
      const inChannel = roots(slack);
      expect(inChannel, said(slack)).toHaveLength(2);
      const digest = inChannel.find((message) => !isOpen(message));
      expect(digest?.text).toMatch(/^2 incidents opened and resolved while Slack/);
      const told = digest === undefined ? '' : shown(digest);
      // Up again, but not receiving yet: that is what was last seen where the start took a while.
      for (const name of ['s1', 's2']) {
        expect(told).toMatch(
          new RegExp(`Standby ${name} (is down|runs but|receives nothing)[^]*INC-\\d`),
        );
      }
      expect(inChannel.flatMap(faultsOf)).toEqual([]);
      await waitUntil('its own trouble is over', () => pgrepl.app.fleet().self.length === 0);
      await pgrepl.saidAll();
      expect(roots(slack, '#pg-alerts'), said(slack, '#pg-alerts')).toHaveLength(1);

      await cluster.node('s3').start();
      await theRoot(slack, 'is resolved in place', isResolved);
      expect(roots(slack)).toHaveLength(2);
    },
  );

  it('in the middle of an incident leaves its message to be edited when it is over', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack, pgrepl } = scene;
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', isOpen);
    await pgrepl.saidAll();
    slack.outage(true);
    await cluster.node('s1').start();
    await waitUntil('the return is known', () => open() === 0);
    expect(isOpen(root)).toBe(true);
    slack.outage(false);
    await theRoot(slack, 'is resolved', isResolved);
    await pgrepl.saidAll();
    expect(roots(slack).map(({ ts }) => ts)).toEqual([root.ts]);
    expect(replies(slack, root)).toHaveLength(1);
  });
});
