import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { LocalSlack } from '../../lab/slack/local-slack.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  replies,
  roots,
  shown,
  theRoot,
  type Seen,
} from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';

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

describe('a channel', () => {
  it('that pgrepl was never invited to has its messages in the fallback channel, which says so', async () => {
    scene = await Scene.open({ lab: cluster, orders: { keys: { channel: '#general' } } });
    const { slack, pgrepl } = scene;
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', isOpen, '#pg-alerts');
    expect(shown(root)).toContain('Meant for #general');
    expect(shown(root)).toContain('/invite @pgrepl');
    await cluster.node('s1').start();
    await theRoot(slack, 'is resolved there', isResolved, '#pg-alerts');
    await pgrepl.saidAll();
    expect(roots(slack, '#pg-alerts').map(({ ts }) => ts)).toEqual([root.ts]);
    expect(roots(slack, '#general')).toEqual([]);
    await onRecord('Posted in #pg-alerts, in place of #general.');
  });

  it('that is archived in the middle of an incident leaves the rest to the fallback channel', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack, pgrepl } = scene;
    await cluster.node('s1').kill();
    await theRoot(slack, 'is there', isOpen);
    await pgrepl.saidAll();
    slack.admin.archiveChannel('#orders');
    await said(slack, '#orders, where pgrepl tells of orders, was archived.');
    await cluster.node('s1').start();
    const root = await theRoot(slack, 'is resolved elsewhere', isResolved, '#pg-alerts');
    expect(shown(root)).toContain('Meant for #orders');
    await pgrepl.saidAll();
    await onRecord('Posted anew in #pg-alerts, in place of #orders.');
    expect(roots(slack, '#pg-alerts').map(({ text }) => text)).toEqual([
      expect.stringContaining('#orders, where pgrepl tells of orders, was archived.'),
      root.text,
    ]);
  });

  it('that takes nothing, with no other one in its place, is told of where pgrepl is asked', async () => {
    scene = await Scene.open({
      lab: cluster,
      orders: { keys: { channel: '#general' } },
      setting: { slack: { channel: undefined } },
    });
    const { pgrepl } = scene;
    await cluster.node('s1').kill();
    const own = await waitUntil('pgrepl knows that nobody hears it', () =>
      pgrepl.app.fleet().self.find(({ kind }) => kind === 'channel-refuses'),
    );
    expect(own).toMatchObject({
      subject: '#general',
      consequence: expect.stringContaining('what pgrepl has to say of orders') as string,
    });
    expect(own.what).toContain('(it says `not_in_channel`)');
  });

  it('that is renamed keeps its incident', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack, pgrepl } = scene;
    slack.admin.renameChannel('#orders', 'orders-prod');
    await said(slack, '#orders, where pgrepl tells of orders, is called #orders-prod now.');
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', isOpen, '#orders-prod');
    await cluster.node('s1').start();
    await theRoot(slack, 'is resolved', isResolved, '#orders-prod');
    await pgrepl.saidAll();
    expect(roots(slack, '#orders-prod').map(({ ts }) => ts)).toEqual([root.ts]);
    expect(roots(slack, '#pg-alerts')).toHaveLength(1);
  });

  it('that pgrepl is removed from in the middle of an incident leaves the rest to the fallback channel', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack, pgrepl } = scene;
    await cluster.node('s1').kill();
    await theRoot(slack, 'is there', isOpen);
    await pgrepl.saidAll();
    slack.admin.remove('#orders', 'pgrepl');
    await said(slack, 'pgrepl was removed from #orders, where pgrepl tells of orders.');
    slack.admin.archiveChannel('#general');
    slack.admin.renameChannel('#pg-alerts', 'pg-alarms');
    await said(slack, '#pg-alerts, the fallback channel, is called #pg-alarms now.', '#pg-alarms');
    await cluster.node('s1').start();
    const root = await theRoot(slack, 'is resolved elsewhere', isResolved, '#pg-alarms');
    expect(shown(root)).toContain('Meant for #orders');
    await pgrepl.saidAll();
    expect(roots(slack, '#pg-alarms')).toHaveLength(3);
  });

  it('that falls back to no other has its own end told where pgrepl still is', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack } = scene;
    slack.admin.archiveChannel('#pg-alerts');
    await said(slack, '#pg-alerts, the fallback channel, was archived.', '#orders');
  });
});

describe('a message', () => {
  it('that somebody deletes is posted anew when there is something to tell, and that is said', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack, pgrepl } = scene;
    await cluster.node('s1').kill();
    // A store that is slow gives the number only to an edit.
    const isNamed = (root: Seen): boolean => isOpen(root) && incidentNameIn(root) !== undefined;
    const deleted = await theRoot(slack, 'is there', isNamed);
    await pgrepl.saidAll();
    slack.as('sre').post('#orders', 'I look at it', deleted.ts);
    slack.admin.setKind('dba', 'admin');
    slack.as('dba').delete(deleted);
    await said(slack, 'The first message of INC-1 of orders was deleted in Slack.');
    await cluster.node('s1').start();
    const root = await theRoot(slack, 'is resolved', isResolved);
    expect(root.ts).not.toBe(deleted.ts);
    await pgrepl.saidAll();
    await waitUntil('its thread tells the end', () => replies(slack, root).length === 1);
    // What is left of the old one keeps its thread, and who goes on answering there is heard.
    expect(roots(slack).filter(isResolved)).toHaveLength(1);
    const words = `<@${slack.app.botUserId}> it was the disk`;
    slack.as('sre').post('#orders', words, deleted.ts);
    await waitUntil('the words are on the timeline', async () => {
      const asked = await slack.as('dba').command('/pgrepl', 'timeline INC-1', '#orders');
      return shown(await asked.response()).includes('it was the disk');
    });
  });
});

/** Waits until pgrepl has said this in the fallback channel, or in another one. */
async function said(slack: LocalSlack, what: string, channel = '#pg-alerts'): Promise<void> {
  await waitUntil(
    `${channel} shows "${what}"`,
    () => roots(slack, channel).some((message) => shown(message).includes(what)),
    {
      detail: () =>
        roots(slack, channel)
          .map((message) => shown(message))
          .join('\n'),
    },
  );
}

/** Waits until a timeline says this of where a message stands. */
async function onRecord(text: string): Promise<void> {
  let told: readonly { readonly text: string }[] = [];
  await waitUntil(
    `a timeline says "${text}"`,
    async () => {
      told = await scene.place.sql(
        "select text from pgrepl.timeline_entries where kind = 'posted' order by seq",
      );
      return told.some((entry) => entry.text === text);
    },
    { detail: () => told.map((entry) => entry.text).join('\n') },
  );
}
