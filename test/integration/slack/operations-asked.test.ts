import { describe, expect, it } from 'vitest';
import { aFinding, anIncident } from '../../../src/wording/testing/incidents.js';
import { anItem, rootOf } from '../../../src/slack/testing/outbox.js';
import { aHeldReply, anOperatingApp, type OperatingApp } from './operations-support.js';
import { shown } from './support.js';

type Answer = Awaited<ReturnType<typeof ask>>;

async function ask({ slack }: OperatingApp, user: string, text: string, channel = '#orders') {
  const asked = await slack.as(user).command('/pgrepl', text, channel);
  expect(asked).toMatchObject({ acked: true, told: null });
  return asked.response();
}

function expectPrivate(answer: Answer, userId: string): void {
  expect(answer.ephemeralFor).toBe(userId);
}

describe('a switchover that is asked for', () => {
  it('is handed on with who asks, their groups and the channel, and answered to them alone', async () => {
    const app = await anOperatingApp();
    const answer = await ask(app, 'sre', 'switchover orders S1 kernel "update" &lt;!channel&gt;');
    expectPrivate(answer, 'U0SRE');
    expect(shown(answer)).toContain('OP-3 is asked for.');
    expect(app.operations.requests).toEqual([
      {
        kind: 'switchover',
        cluster: 'orders',
        target: 's1',
        reason: 'kernel "update" <!channel>',
        forced: false,
        typedName: null,
        actor: {
          id: 'slack:T0LABTEAM/U0SRE',
          userId: 'U0SRE',
          groups: ['S0DBAONCALL'],
          unsure: [],
        },
        channel: { id: 'C0ORDERS', shared: false },
      },
    ]);
    await ask(app, 'requester', 'promote orders');
    expect(app.operations.requests.at(-1)).toMatchObject({
      kind: 'promote',
      target: null,
      actor: { userId: 'U0REQUESTER', groups: [] },
    });
    await ask(app, 'dba', `promote orders s2 ${'x'.repeat(5_000)}`).then((cut) => {
      expect(shown(cut)).toContain('Your reason was cut to its first 500 characters.');
    });
  });

  it('reaches nobody where the cluster or the node is not known', async () => {
    const app = await anOperatingApp();
    expect(shown(await ask(app, 'sre', 'switchover ordres s1'))).toContain('`orders`');
    expect(shown(await ask(app, 'sre', 'switchover orders s11'))).toContain('no node named s11');
    expect(app.operations.requests).toEqual([]);
  });

  it('reaches nobody if it comes from a guest, a stranger or somebody who left', async () => {
    const app = await anOperatingApp();
    const { slack, operations, denials } = app;
    for (const [user, channel, reason] of [
      ['guest', '#lobby', 'guest'],
      ['partner', '#ext-partner', 'other-team'],
      ['former', '#general', 'deactivated'],
    ] as const) {
      await ask(app, user, 'switchover orders s1', channel);
      expect(denials.at(-1)).toMatchObject({ reason, attempted: 'command switchover' });
    }
    // Not by what was known a moment ago.
    await ask(app, 'sre', 'status');
    slack.admin.setKind('sre', 'deactivated');
    expect(shown(await ask(app, 'sre', 'promote orders', '#general'))).toContain('deactivated');
    slack.faults.add({ kind: '500', match: { method: 'users.info' } });
    const unsure = await ask(app, 'dba', 'promote orders');
    expect(shown(unsure)).toContain('Slack could not tell who you are just now.');
    expect(operations.requests).toEqual([]);
  });

  it('tells what could not be found out, so that it can be refused', async () => {
    const app = await anOperatingApp();
    const { slack, operations } = app;
    const last = () => operations.requests.at(-1);
    slack.faults.add({ kind: '500', match: { method: 'usergroups.users.list' } });
    await ask(app, 'sre', 'promote orders');
    expect(last()).toMatchObject({
      actor: { groups: [], unsure: ['S0DBAONCALL'] },
      channel: { shared: false },
    });

    slack.faults.add({ kind: '500', match: { method: 'conversations.info' } });
    await ask(app, 'sre', 'promote orders');
    expect(last()).toMatchObject({ actor: { groups: ['S0DBAONCALL'] }, channel: { shared: true } });

    await ask(app, 'sre', 'promote orders', '#ext-partner');
    expect(last()).toMatchObject({ channel: { id: 'C0SHARED', shared: true } });
    slack.admin.shareChannel('orders', 'pending');
    await ask(app, 'sre', 'promote orders');
    expect(last()).toMatchObject({ channel: { shared: true } });
    slack.admin.shareChannel('orders', false);
    await ask(app, 'sre', 'promote orders');
    expect(last()).toMatchObject({ channel: { shared: false } });

    slack.admin.setGroupMembers('dba-oncall', ['dba']);
    await ask(app, 'sre', 'promote orders');
    expect(last()).toMatchObject({ actor: { groups: [] } });
    // A group that is gone has no members; the others still count.
    operations.principals = () => [
      { kind: 'group', id: 'S0GONE' },
      { kind: 'group', id: 'S0DBAONCALL' },
    ];
    await ask(app, 'dba', 'promote orders');
    expect(last()).toMatchObject({ actor: { groups: ['S0DBAONCALL'] } });
  });

  it('is asked for once when Slack delivers it twice, and answered late when that takes long', async () => {
    const app = await anOperatingApp();
    const { slack, operations } = app;
    const slow = aHeldReply();
    operations.onRequest = () => slow.promise;
    const asked = slack.as('sre').command('/pgrepl', 'switchover orders s1', '#orders');
    await slack.waitUntil(() => operations.requests.length === 1, 'the request');
    expect(await slack.redeliver()).toMatchObject({ ok: true });
    const outcome = await asked;
    expect(outcome).toMatchObject({ acked: true, told: null });
    expect(outcome.responses()).toEqual([]);
    slow.resolve({
      kind: 'refused',
      words: 'Nothing was started.\n• s1 is behind.\n• s2 is away.',
    });
    expect(shown(await outcome.response())).toContain(
      'Nothing was started.\\n• s1 is behind.\\n• s2',
    );
    expect(operations.requests).toHaveLength(1);
  });
});

describe('a promotion that is blocked but may be forced', () => {
  it('is offered to the asker, takes the name and a reason, and is asked for once', async () => {
    const app = await anOperatingApp();
    const { slack, operations } = app;
    operations.onRequest = (request) =>
      request.forced
        ? operations.done('OP-4 is asked for; it needs one approval.')
        : {
            kind: 'may-force',
            words: 's1 is not promoted as things are.',
            blocks: ['pg1 still <!channel> runs.'],
            request: { ...request, target: 's1', forced: true },
          };
    const offer = await ask(app, 'sre', 'promote orders it burns');
    expectPrivate(offer, 'U0SRE');
    expect(shown(offer)).toContain('pg1 still &lt;!channel&gt; runs.');

    const clicked = await slack.as('sre').click(offer, 'operation_force');
    const view = await clicked.view();
    expect(JSON.stringify(view.content)).toContain('"initial_value":"it burns"');

    const wrong = await slack.as('sre').submit(view, { typed_name: 'billing', reason: 'it burns' });
    expect(wrong.errors).toEqual({
      typed_name: "This is not the cluster's name, which is orders.",
    });
    expect(operations.requests).toHaveLength(1);

    const right = await slack.as('sre').submit(view, { typed_name: 'orders', reason: 'pg1 burns' });
    expect(right).toMatchObject({ errors: {}, told: null });
    expect(JSON.stringify(view.content)).toContain('OP-4 is asked for; it needs one approval.');
    expect(operations.requests.at(-1)).toEqual({
      kind: 'promote',
      cluster: 'orders',
      target: 's1',
      reason: 'pg1 burns',
      forced: true,
      typedName: 'orders',
      actor: { id: 'slack:T0LABTEAM/U0SRE', userId: 'U0SRE', groups: ['S0DBAONCALL'], unsure: [] },
      channel: { id: 'C0ORDERS', shared: false },
    });
    expect(await slack.redeliver()).toMatchObject({ ok: true });
    expect(operations.requests).toHaveLength(2);

    const again = await slack.as('sre').click(offer, 'operation_force');
    expect(shown(await again.response())).toContain('This offer is no longer there');
  });

  it('is authorised afresh at each step', async () => {
    const app = await anOperatingApp();
    const { slack, operations, denials } = app;
    operations.onRequest = (request) => ({
      kind: 'may-force',
      words: 'Blocked.',
      blocks: ['x'],
      request,
    });
    const offer = await ask(app, 'sre', 'promote orders');
    const view = await (await slack.as('sre').click(offer, 'operation_force')).view();
    slack.admin.setKind('sre', 'guest');
    await slack.as('sre').submit(view, { typed_name: 'orders', reason: 'x' });
    expect(JSON.stringify(view.content)).toContain('you are a guest here');
    expect(denials.at(-1)).toMatchObject({ attempted: 'submit operation_force_typed' });
    const refused = await slack.as('sre').click(offer, 'operation_force');
    expect(shown(await refused.response())).toContain('you are a guest here');
    expect(operations.requests).toHaveLength(1);
  });
});

describe('an incident whose way out is a promotion', () => {
  it('offers it where operations are configured, and asks for the best candidate', async () => {
    const app = await anOperatingApp();
    const { slack, operations, outbox } = app;
    const lost = anIncident({ findings: [aFinding({ kind: 'primary-unreachable' })] });
    app.incidents = [lost];
    const post = async (id: string) => {
      outbox.add([anItem(id, { payload: rootOf(lost.id), createdAt: Date.now() })], [lost]);
      await expect.poll(() => outbox.states()).toContain(`${id} sent`);
      const [root] = slack.messages('#orders');
      if (root === undefined) throw new Error('no root');
      return root;
    };
    expect(shown(await post('1'))).not.toContain('incident_promote');
    outbox.promotable.add('orders');
    const root = await post('2');
    const clicked = await slack.as('dba').click(root, 'incident_promote');
    const answer = await clicked.response();
    expectPrivate(answer, 'U0DBA');
    expect(shown(answer)).toContain('OP-3 is asked for.');
    expect(operations.requests).toMatchObject([
      { kind: 'promote', cluster: 'orders', target: null, reason: 'INC-7', forced: false },
    ]);
    app.incidents = [{ ...lost, state: 'resolved', resolvedAt: Date.now() }];
    const late = await slack.as('dba').click(root, 'incident_promote');
    expect(shown(await late.response())).toContain('no longer about a primary that is lost');
    expect(operations.requests).toHaveLength(1);
  });
});

describe('a button that repeats an answer', () => {
  it('lists operations afresh, and asks for nothing to be done', async () => {
    const app = await anOperatingApp();
    const list = await ask(app, 'sre', 'operations orders');
    expect(shown(list)).toContain('There has been none.');
    const { webApi } = await import('@slack/bolt');
    const client = new webApi.WebClient(app.slack.app.botToken, { slackApiUrl: app.slack.apiUrl });
    await client.chat.postMessage({
      channel: 'C0ORDERS',
      text: 'forged',
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'answer_refresh',
              text: { type: 'plain_text', text: 'Refresh' },
              value: 'switchover orders s1',
            },
          ],
        },
      ],
    });
    const [message] = app.slack.messages('#orders');
    if (message === undefined) throw new Error('no message');
    await app.slack.as('sre').click(message, 'answer_refresh');
    await app.slack.waitUntil(
      () =>
        app.slack
          .as('sre')
          .messagesIn('#orders')
          .some((each) => shown(each).includes('A button asks for nothing to be done')),
      'the refusal',
    );
    expect(app.operations.requests).toEqual([]);
  });
});
