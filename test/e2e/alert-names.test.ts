import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { type LocalSlack, startLocalSlack } from '../../lab/slack/local-slack.js';
import { defaultGraceMs } from '../../src/incidents/notify.js';
import { FakeStandby } from '../integration/sync-names/fake-standby.js';
import { startInProcess, type InProcess } from './support/in-process.js';
import { isOpen, isResolved, raw, roots, shown, theRoot } from './support/messages.js';
import { makePlace, type Place } from './support/place.js';
import { faultsOf } from './support/tidy.js';

/** Everything that means something to Slack, within the 63 bytes that PostgreSQL keeps. */
const horrible = '<!channel> *x* `y` _z_ & <b> ~q~ :fire: <@U0DBA> > done';
const endless = 'n'.repeat(2_000);

describe('names that mean something to Slack', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  let slack: LocalSlack;
  let place: Place;
  let pgrepl: InProcess;
  let stranger: FakeStandby;

  beforeEach(async () => {
    [cluster, slack, place] = await Promise.all([
      startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } }),
      startLocalSlack(),
      makePlace(),
    ]);
    await cluster.sql('CREATE ROLE "<!here> *r* & co"');
    stranger = await FakeStandby.start(horrible, cluster.node('pg1'));
    await cluster.setSynchronousStandbyNames(`ANY 2 (s1, "${horrible}")`);
    pgrepl = await startInProcess({
      slack,
      place,
      setting: { clusters: { orders: { lab: cluster } } },
    });
    await pgrepl.well();
  });

  afterEach(async () => {
    await pgrepl.stop();
    await Promise.all([cluster.stop(), slack.stop()]);
    await place.remove();
  });

  const ageMs = (): number => Date.now() - (pgrepl.cluster().incidents[0]?.openedAt ?? Infinity);

  it('stand harmlessly in a status, an alert and its thread', async () => {
    const asked = await slack.as('dba').command('/pgrepl', 'status orders', '#orders');
    const status = await asked.response();
    expect(shown(status)).toContain('&lt;!channel&gt;');
    expect(faultsOf(status)).toEqual([]);

    await stranger.stop();
    const root = await theRoot(slack, 'names the stranger', isOpen);
    expect(raw(root)).toContain('&lt;!channel&gt;');
    await cluster.sql(
      `SET synchronous_commit = local; ALTER ROLE "<!here> *r* & co" SET synchronous_commit = off`,
    );
    await theRoot(slack, 'names the role', (message) =>
      raw(message).includes('&lt;!here&gt; \u2217r\u2217 &amp; co'),
    );
    await waitUntil('the incident is no longer news', () => ageMs() > defaultGraceMs);
    await cluster.setSynchronousStandbyNames('');
    await theRoot(slack, 'names the setting', ({ text }) => text.includes('is empty'));
    await cluster.setSynchronousStandbyNames(`FIRST 1 (s1, "${endless}", "${horrible}")`);
    await theRoot(slack, 'goes on', (message) => /too long to show/.test(shown(message)));

    const everything = (): ReturnType<typeof slack.thread> =>
      roots(slack).flatMap(({ channel, ts }) => slack.thread(channel, ts));
    // Lines follow their root at Slack's pace.
    await slack.waitUntil(
      () => everything().slice(1).map(raw).join('').includes('&lt;!channel&gt;'),
      'a line of the thread names the standby',
      20_000,
    );
    expect(everything().flatMap(faultsOf)).toEqual([]);
    for (const call of slack.calls('chat.postMessage')) {
      expect(call).toMatchObject({ error: null });
      expect(call.args).not.toHaveProperty('link_names');
    }
  });

  it('are shown in part where they have no end', async () => {
    await pgrepl.stop();
    pgrepl = await startInProcess({
      slack,
      place,
      setting: {
        clusters: {
          orders: {
            lab: cluster,
            nodes: { s1: { host: endless, application_name: `<!channel>${endless}` } },
          },
        },
      },
    });
    const root = await theRoot(slack, 'is there', isOpen);
    expect(faultsOf(root)).toEqual([]);
    const asked = await slack.as('dba').command('/pgrepl', 'status orders', '#orders');
    expect(faultsOf(await asked.response())).toEqual([]);
    await waitUntil('every call was taken', () =>
      slack.calls('chat.postMessage').every(({ error }) => error === null),
    );
    expect(roots(slack).some(isResolved)).toBe(false);
  });
});
