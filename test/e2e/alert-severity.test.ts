import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { type LocalSlack, startLocalSlack } from '../../lab/slack/local-slack.js';
import { startInProcess, type InProcess } from './support/in-process.js';
import { isResolved, replies, roots, shown, theRoot } from './support/messages.js';
import { makePlace, type Place } from './support/place.js';
import { faultsOf } from './support/tidy.js';

describe('a synchronous and a potential standby', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let slack: LocalSlack;
  let place: Place;
  let pgrepl: InProcess;

  beforeAll(async () => {
    [cluster, slack, place] = await Promise.all([
      startCluster({
        nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
        synchronousStandbyNames: 'FIRST 1 (s1, s2)',
      }),
      startLocalSlack(),
      makePlace(),
    ]);
    pgrepl = await startInProcess({
      slack,
      place,
      setting: { clusters: { orders: { lab: cluster } } },
    });
    await pgrepl.well();
  });

  afterAll(async () => {
    await pgrepl.stop();
    await Promise.all([cluster.stop(), slack.stop()]);
    await place.remove();
  });

  const broadcasts = (): readonly string[] =>
    slack
      .messages('#orders')
      .filter(({ broadcast }) => broadcast)
      .map(({ text }) => text);

  it('are lost and come back one by one: the message worsens and eases in place', async () => {
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'tells of the takeover', (message) =>
      /s2 /.test(shown(message)),
    );
    expect(root.text).toMatch(/^Warning: orders: /);
    expect(broadcasts()).toEqual([]);

    await cluster.node('s2').kill();
    await theRoot(slack, 'is critical', ({ text }) => /^Critical: orders: Commits hang/.test(text));
    expect(shown(root)).toContain('nothing acknowledged is lost');
    await waitUntil('the channel is told in the thread', () => broadcasts().length === 1);
    expect(broadcasts()[0]).toMatch(/^Critical now: Commits hang/);

    await cluster.node('s2').start();
    await theRoot(slack, 'is a warning again', ({ text }) => text.startsWith('Warning: orders: '));
    await waitUntil('the channel is told that it eased', () => broadcasts().length === 2);
    expect(broadcasts()[1]).toMatch(/^No longer critical; what remains: /);

    await cluster.node('s1').start();
    await theRoot(slack, 'is resolved', isResolved);
    await waitUntil('the thread tells the end', () =>
      replies(slack, root).some(({ text }) => text.startsWith('Resolved after ')),
    );
    expect(roots(slack)).toHaveLength(1);
    expect(slack.messages('#orders').flatMap(faultsOf)).toEqual([]);
    expect(replies(slack, root).flatMap(faultsOf)).toEqual([]);
  });
});
