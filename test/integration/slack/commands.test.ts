import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../../lab/slack/server/local-slack.js';
import { startLocalSlack } from '../../../lab/slack/server/start.js';
import { anIncident, aFinding } from '../../../src/wording/testing/incidents.js';
import { timelineEntry } from '../../../src/incidents/entry.js';
import type { Handlers } from '../../../src/slack/ports.js';
import { noRecords } from './no-records.js';
import { aDelivery, anApp, aSlack, shown, socketManifest } from './support.js';
import { anItem, MemoryOutbox, rootOf } from '../../../src/slack/testing/outbox.js';

describe('/pgrepl over Socket Mode', () => {
  it('answers in the acknowledgement, to the asker alone', async () => {
    const slack = await aSlack();
    const { app } = anApp(slack);
    expect(await app.start()).toEqual({ kind: 'connected' });
    const asked = await slack.as('sre').command('/pgrepl', 'status orders', '#general');
    expect(asked).toMatchObject({ acked: true, told: null });
    const answer = await asked.response();
    expect(answer.ephemeralFor).toBe('U0SRE');
    expect(answer.text).toBe('orders has an open incident.');
    expect(shown(answer)).toMatch(/pg1.*primary.*Commits wait for s1.*INC-7/);
    expect(slack.calls('response_url')).toEqual([]);

    for (const [text, words] of [
      ['', '2 clusters'],
      ['help', '/pgrepl status [cluster]'],
      ['lag', 'this hop'],
      ['stauts', 'Did you mean `/pgrepl status [cluster]`?'],
      ['status nowhere', 'There is no cluster named nowhere.'],
      ['promote orders s1', 'No operations are configured for this cluster.'],
      ['operations', 'There has been none.'],
      ['audit orders', 'It holds nothing about this.'],
      ['<!channel> `*', '&lt;!channel&gt;'],
      ['x'.repeat(3_000), 'pgrepl has no command named'],
    ] as const) {
      const outcome = await slack.as('dba').command('/pgrepl', text, '#lobby');
      expect(shown(await outcome.response())).toContain(words);
    }
    expect(app.status()).toMatchObject({ connection: { kind: 'connected' }, team: 'Local Slack' });
  });

  it('refuses guests, former members and other workspaces, with a word and a record', async () => {
    const slack = await aSlack();
    const { app, denials } = anApp(slack);
    await app.start();
    for (const [user, channel, reason] of [
      ['guest', '#lobby', 'guest'],
      ['partner', '#ext-partner', 'other-team'],
      ['former', '#general', 'deactivated'],
    ] as const) {
      const asked = await slack.as(user).command('/pgrepl', 'status', channel);
      expect(shown(await asked.response())).not.toContain('orders');
      expect(denials.at(-1)).toMatchObject({ reason, attempted: 'command status' });
    }
    slack.admin.setKind('sre', 'guest');
    const asked = await slack.as('sre').command('/pgrepl', 'status');
    expect(shown(await asked.response())).toContain('you are a guest here');
  });

  it('refuses politely while Slack can’t say who asks, and follows up on what takes long', async () => {
    const slack = await aSlack();
    let found = (): void => undefined;
    const operations = new Promise<readonly []>((resolve) => {
      found = () => {
        resolve([]);
      };
    });
    const records = { ...noRecords, operations: () => operations };
    const { app } = anApp(slack, {}, { records });
    await app.start();
    slack.faults.add({ kind: '500', match: { method: 'users.info' } });
    const asked = await slack.as('sre').command('/pgrepl', 'status');
    expect(shown(await asked.response())).toContain('Slack could not tell who you are just now.');
    const late = await slack.as('sre').command('/pgrepl', 'operations');
    expect(late).toMatchObject({ acked: true, told: null });
    expect(late.responses()).toEqual([]);
    found();
    expect(shown(await late.response())).toContain('There has been none.');
    expect(slack.calls('response_url')).toHaveLength(1);
  });

  it('answers a redelivered command again, and nobody is harmed', async () => {
    const slack = await aSlack();
    const { app } = anApp(slack);
    await app.start();
    await slack.as('sre').command('/pgrepl', 'status');
    expect(await slack.redeliver()).toMatchObject({ ok: true });
  });
});

describe('buttons', () => {
  it('show an answer to the channel and read it afresh', async () => {
    const slack = await aSlack();
    const made = anApp(slack);
    await made.app.start();
    const asked = await slack.as('sre').command('/pgrepl', 'status billing', '#general');
    const answer = await asked.response();
    made.fleet = { ...made.fleet, clusters: made.fleet.clusters.slice(0, 1) };
    const refreshed = await slack.as('sre').click(answer, 'answer_refresh');
    expect(refreshed.told).toBeNull();
    await slack.waitUntil(
      () =>
        slack
          .as('sre')
          .messagesIn('#general')
          .some((message) => shown(message).includes('There is no cluster named billing.')),
      'the refreshed answer',
    );

    const other = await slack.as('dba').command('/pgrepl', 'status orders', '#general');
    // pgrepl is no member of #general: its answers reach it all the same.
    const shared = await slack.as('dba').click(await other.response(), 'answer_share');
    const message = await shared.response();
    expect(message.ephemeralFor).toBeNull();
    expect(shown(message)).toMatch(/orders.*Shown by <@U0DBA>, as of <!date/);
  });

  it('show to everybody whom a timeline names, and call none of them', async () => {
    const slack = await aSlack();
    const incident = anIncident({ acknowledgedBy: 'slack:T0LABTEAM/U0DBA' });
    const text = 'Nobody has acknowledged it: slack:S0DBAONCALL was called, 1 of 3.';
    const entries = [
      timelineEntry({ id: 'e', incidentId: incident.id, at: Date.now(), kind: 'escalated', text }),
    ];
    const timeline: Handlers['records']['timeline'] = () =>
      Promise.resolve({ incident, entries, operations: [] });
    await anApp(slack, {}, { records: { ...noRecords, timeline } }).app.start();
    const asked = await slack.as('sre').command('/pgrepl', 'timeline INC-7', '#orders');
    const answer = await asked.response();
    expect(shown(answer)).toContain('<!subteam^S0DBAONCALL> was called, 1 of 3.');
    const message = await (await slack.as('sre').click(answer, 'answer_share')).response();
    expect(message.ephemeralFor).toBeNull();
    expect(shown(message)).toContain('@dba-oncall was called, 1 of 3.');
    expect(shown(message)).toContain('Owned by @DBA on call');
    expect(shown(message)).not.toMatch(/<!subteam|<@U0DBA>/);
  });

  it('on an incident show its cluster, and settle its contract for members alone', async () => {
    const slack = await aSlack();
    const made = anApp(slack);
    await made.app.start();
    const changed = anIncident({
      id: '00000000-0000-4000-8000-000000000009',
      findings: [aFinding({ kind: 'sync-contract-changed', severity: 'warning' })],
    });
    made.incidents = [changed];
    const outbox = new MemoryOutbox();
    await aDelivery(slack, outbox);
    outbox.add([anItem('1', { payload: rootOf(changed.id), createdAt: Date.now() })], [changed]);
    const root = await slack.waitForMessage(({ channel }) => channel === 'C0ORDERS');

    const status = await slack.as('sre').click(root, 'incident_status');
    expect((await status.response()).ephemeralFor).toBe('U0SRE');
    expect(shown(await status.response())).toContain('orders');

    slack.admin.invite('orders', 'guest');
    const refused = await slack.as('guest').click(root, 'accept_contract');
    expect(shown(await refused.response())).toContain('you are a guest here');
    expect(made.denials.at(-1)).toMatchObject({ attempted: 'click accept_contract' });
    expect(made.accepted).toEqual([]);

    const accepted = await slack.as('dba').click(root, 'accept_contract');
    expect(shown(await accepted.response())).toContain('of orders is its contract now.');
    expect(made.accepted).toEqual([{ cluster: 'orders', actor: 'slack:T0LABTEAM/U0DBA' }]);

    made.acceptance = { ok: false, message: 'The store is *down*.' };
    const failed = await slack.as('dba').click(root, 'accept_contract');
    expect(shown(await failed.response())).toContain('Nothing was accepted for orders: The store');

    const since = [aFinding({ kind: 'sync-contract-changed', evidence: { names: 's9' } })];
    made.incidents = [{ ...changed, findings: since }];
    const stale = await slack.as('dba').click(root, 'accept_contract');
    expect(shown(await stale.response())).toContain('has changed since the message that you saw');

    made.incidents = [{ ...changed, state: 'resolved', resolvedAt: Date.now() }];
    const late = await slack.as('dba').click(root, 'accept_contract');
    expect(shown(await late.response())).toContain('so nothing was accepted');
    expect(made.accepted).toHaveLength(2);
  });

  it('have the person looked up afresh before anything is done', async () => {
    const slack = await aSlack();
    const made = anApp(slack);
    await made.app.start();
    const changed = anIncident({ findings: [aFinding({ kind: 'sync-contract-changed' })] });
    made.incidents = [changed];
    const outbox = new MemoryOutbox();
    await aDelivery(slack, outbox);
    outbox.add([anItem('1', { payload: rootOf(changed.id), createdAt: Date.now() })], [changed]);
    const root = await slack.waitForMessage(({ channel }) => channel === 'C0ORDERS');
    await (await slack.as('sre').click(root, 'incident_status')).response();
    slack.admin.setKind('sre', 'guest');
    const refused = await slack.as('sre').click(root, 'accept_contract');
    expect(shown(await refused.response())).toContain('you are a guest here');
  });

  it('of another version are answered too', async () => {
    const slack = await aSlack();
    const { app } = anApp(slack);
    await app.start();
    const { webApi } = await import('@slack/bolt');
    const client = new webApi.WebClient(slack.app.botToken, { slackApiUrl: slack.apiUrl });
    await client.chat.postMessage({
      channel: 'C0ORDERS',
      text: 'an old message',
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'from_long_ago',
              text: { type: 'plain_text', text: 'Old' },
              value: '1',
            },
          ],
        },
      ],
    });
    const [message] = slack.messages('#orders');
    if (message === undefined) throw new Error('no message');
    const clicked = await slack.as('sre').click(message, 'from_long_ago');
    expect(clicked).toMatchObject({ acked: true, told: null });
    expect(shown(await clicked.response())).toContain('another version of pgrepl');
  });
});

describe('the Home tab', () => {
  let slack: LocalSlack;
  beforeAll(async () => {
    slack = await startLocalSlack({ apps: [{ name: 'pgrepl', manifest: socketManifest }] });
  });
  afterAll(() => slack.stop());

  it('shows the fleet to members and nothing to guests', async () => {
    const { app } = anApp(slack);
    await app.start();
    const home = await slack.as('sre').openHome();
    expect(JSON.stringify(home.content)).toMatch(/2 clusters.*orders.*billing/);
    const refused = await slack.as('guest').openHome();
    expect(JSON.stringify(refused.content)).not.toContain('orders');
  });
});
