import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/operations/model.js';
import type { OperationDeed } from '../../../src/operations/service.js';
import { deedActions } from '../../../src/slack/blocks/operation-buttons.js';
import { anItem, cardLineOf, cardOf } from '../../../src/slack/testing/outbox.js';
import { anOperation, aPlan } from '../../../src/wording/testing/operations.js';
import { aHeldReply, anOperatingApp, forced } from './operations-support.js';
import { shown } from './support.js';

const requested = anOperation();
const interrupted = anOperation({
  state: 'interrupted',
  interruption: {
    at: 0,
    found: ['pg1 is stopped.'],
    pastNoReturn: false,
    goOn: 'promotes s1',
    other: 'starts pg1 again',
  },
});

describe('a card', () => {
  it('names who asked for it when it is posted, and mentions them when it is edited', async () => {
    const { slack, outbox, card } = await anOperatingApp();
    const message = await card(requested);
    const posted = JSON.stringify([message.text, message.blocks]);
    expect(posted).toContain('Asked by @SRE on call');
    expect(posted).not.toContain('<@U0SRE>');
    outbox.add([anItem('again', { payload: cardOf(requested.id), createdAt: Date.now() })]);
    await slack.waitForMessage(
      ({ ts, edited, blocks }) =>
        ts === message.ts && edited !== null && JSON.stringify(blocks).includes('<@U0SRE>'),
    );
  });
});

describe('the buttons of a card', () => {
  it.each([
    ['approve', requested],
    ['reject', requested],
    ['check-again', requested],
    ['go-on', interrupted],
    ['other-way', interrupted],
    ['close', interrupted],
  ] as const)('hand on who clicks %s, and answer them alone', async (deed, operation) => {
    const { slack, operations, card } = await anOperatingApp();
    const message = await card(operation);
    operations.onClick = () => operations.done('*Done* by slack:T0LABTEAM/U0DBA.');
    const clicked = await slack.as('dba').click(message, deedActions[deed]);
    const answer = await clicked.response();
    expect(answer.ephemeralFor).toBe('U0DBA');
    expect(shown(answer)).toContain('∗Done∗ by <@U0DBA>.');
    expect(operations.clicks).toEqual([
      {
        operationId: operation.id,
        deed: deed satisfies OperationDeed,
        planVersion: 1,
        typedName: null,
        actor: {
          id: 'slack:T0LABTEAM/U0DBA',
          userId: 'U0DBA',
          groups: ['S0DBAONCALL'],
          unsure: [],
        },
        channel: { id: 'C0ORDERS', shared: false },
      },
    ]);
    // The card itself stays: only the outbox edits it.
    expect(slack.message('#orders', message.ts)?.text).toBe(message.text);
  });

  it('do nothing for guests, other teams, people who left, and who can’t be looked up', async () => {
    const { slack, operations, denials, card } = await anOperatingApp();
    const message = await card(requested);
    const refusals = [
      ['guest', 'guest', 'you are a guest here'],
      ['deactivated', 'deactivated', 'deactivated'],
    ] as const;
    for (const [kind, reason, words] of refusals) {
      slack.admin.setKind('sre', kind);
      const refused = await slack.as('sre').click(message, 'operation_approve');
      expect(shown(await refused.response())).toContain(words);
      expect(denials.at(-1)).toMatchObject({ reason, attempted: 'click operation_approve' });
    }
    slack.admin.invite('orders', 'partner');
    const stranger = await slack.as('partner').click(message, 'operation_reject');
    expect(shown(await stranger.response())).toContain('only members of the workspace');
    slack.faults.add({ kind: '500', match: { method: 'users.info' } });
    const unsure = await slack.as('dba').click(message, 'operation_approve');
    expect(shown(await unsure.response())).toContain('could not tell who you are');
    expect(operations.clicks).toEqual([]);
  });

  it('tell what could not be found out, and that a channel was shared meanwhile', async () => {
    const { slack, operations, card } = await anOperatingApp();
    const message = await card(requested);
    operations.onClick = () => ({ kind: 'denied', words: 'You are not named in the list.' });
    const approve = async () => {
      const clicked = await slack.as('dba').click(message, 'operation_approve');
      expect(shown(await clicked.response())).toContain('You are not named in the list.');
      return operations.clicks.at(-1);
    };
    slack.faults.add({ kind: '500', match: { method: 'usergroups.users.list' } });
    expect(await approve()).toMatchObject({ actor: { groups: [], unsure: ['S0DBAONCALL'] } });
    slack.admin.shareChannel('orders');
    expect(await approve()).toMatchObject({ channel: { shared: true } });
    slack.admin.shareChannel('orders', false);
    slack.faults.add({ kind: '500', match: { method: 'conversations.info' } });
    expect(await approve()).toMatchObject({ channel: { shared: true } });
  });

  it('count once when Slack delivers a click twice', async () => {
    const { slack, operations, card } = await anOperatingApp();
    const message = await card(requested);
    await (await slack.as('dba').click(message, 'operation_approve')).response();
    expect(await slack.redeliver()).toMatchObject({ ok: true });
    await (await slack.as('sre').click(message, 'operation_approve')).response();
    expect(operations.clicks.map(({ actor }) => actor.userId)).toEqual(['U0DBA', 'U0SRE']);
  });

  it('of an old card name the plan that it showed, and get an answer', async () => {
    const { slack, operations, card } = await anOperatingApp();
    const message = await card(forced);
    operations.known.set(forced.id, { ...forced, planVersion: 2 });
    operations.onClick = () => ({
      kind: 'refused',
      words: 'The plan has changed since 03:12:04 UTC: look at the card.',
    });
    const stale = await slack.as('dba').click(message, 'operation_approve');
    expect(shown(await stale.response())).toMatch(/changed since <!date\^\d+\^\{time_secs\}/);
    expect(operations.clicks).toMatchObject([{ planVersion: 1, typedName: null }]);
    operations.known.clear();
    const gone = await slack.as('dba').click(message, 'operation_approve');
    expect(shown(await gone.response())).toContain('no longer keeps this operation in memory');
    expect(operations.clicks).toHaveLength(1);
  });
});

describe('an approval that takes the cluster’s name', () => {
  it('opens a window, refuses a wrong name there, and counts with the right one', async () => {
    const { slack, operations, card } = await anOperatingApp();
    const message = await card(forced);
    const clicked = await slack.as('requester').click(message, 'operation_approve');
    const view = await clicked.view();
    expect(JSON.stringify(view.content)).toContain('Force the promotion of s1 of orders');
    expect(operations.clicks).toEqual([]);

    const wrong = await slack.as('requester').submit(view, { typed_name: 'Orders' });
    expect(wrong.errors).toEqual({
      typed_name: "This is not the cluster's name, which is orders.",
    });
    expect(operations.clicks).toEqual([]);

    await slack.as('requester').submit(view, { typed_name: ' orders ' });
    expect(JSON.stringify(view.content)).toContain('Your approval counts.');
    expect(operations.clicks).toEqual([
      {
        operationId: forced.id,
        deed: 'approve',
        planVersion: 1,
        typedName: 'orders',
        actor: { id: 'slack:T0LABTEAM/U0REQUESTER', userId: 'U0REQUESTER', groups: [], unsure: [] },
        channel: { id: 'C0ORDERS', shared: false },
      },
    ]);
    expect(await slack.redeliver()).toMatchObject({ ok: true });
    expect(operations.clicks).toHaveLength(1);
  });

  it('opens it too where only the service knows, and tells in it what takes long', async () => {
    const { slack, operations, card } = await anOperatingApp();
    const message = await card(requested);
    const slow = aHeldReply();
    operations.onClick = ({ typedName }) =>
      typedName === null
        ? { kind: 'type-name', words: 'Type the name.', operation: requested }
        : slow.promise;
    const view = await (await slack.as('dba').click(message, 'operation_approve')).view();
    const submitted = await slack.as('dba').submit(view, { typed_name: 'orders' });
    expect(submitted).toMatchObject({ acked: true, told: null });
    expect(JSON.stringify(view.content)).toContain('pgrepl is at it');
    slow.resolve({ kind: 'refused', words: 'Somebody else was quicker.' });
    await slack.waitUntil(
      () => JSON.stringify(view.content).includes('Somebody else was quicker.'),
      'what came of it',
    );
  });

  it('is authorised again when it is submitted, and says when the window came too late', async () => {
    const { slack, operations, denials, card } = await anOperatingApp();
    const message = await card(forced);
    const view = await (await slack.as('dba').click(message, 'operation_approve')).view();
    slack.admin.setKind('dba', 'guest');
    await slack.as('dba').submit(view, { typed_name: 'orders' });
    expect(JSON.stringify(view.content)).toContain('you are a guest here');
    expect(denials.at(-1)).toMatchObject({ attempted: 'submit operation_approve_typed' });
    slack.admin.setKind('dba', 'member');
    slack.faults.add({ kind: '500', match: { method: 'views.open' } });
    const late = await slack.as('dba').click(message, 'operation_approve');
    expect(shown(await late.response())).toContain('Slack did not open the window');
    expect(operations.clicks).toEqual([]);
  });
});

describe('a card in its channel', () => {
  it('shows each state at once and what moves within one once a second, its lines after it', async () => {
    const { slack, outbox, card } = await anOperatingApp();
    const message = await card(requested);
    const running = { ...requested, state: 'running' as const, startedAt: Date.now() };
    const bring = (id: string, operation: Operation = running): void => {
      outbox.operations.set(operation.id, operation);
      outbox.add([anItem(id, { payload: cardOf(operation.id), createdAt: Date.now() })]);
    };
    const edits = () => slack.calls('chat.update');
    const begun = Date.now();
    bring('run');
    await expect.poll(() => edits().length, { interval: 5 }).toBe(1);
    for (let index = 0; index < 20; index += 1) bring(`step ${index}`);
    const ended = {
      ...running,
      state: 'ended' as const,
      endedAt: Date.now(),
      outcome: {
        kind: 'completed' as const,
        words: 's1 is the primary of orders.',
        warnings: [],
        downtimeMs: 90,
        totalMs: 300,
        rejoin: null,
        leftToDo: [],
      },
    };
    bring('end', ended);
    outbox.add([
      anItem('line', {
        payload: cardLineOf(ended.id, 'Approved by slack:T0LABTEAM/U0SRE.'),
        createdAt: Date.now(),
      }),
    ]);
    await expect
      .poll(() => slack.message('#orders', message.ts)?.text, { interval: 5 })
      .toBe('OP-3: s1 is the primary of orders.');
    // The beginning, the end, and no more between them than a second allows.
    expect(edits().length).toBeLessThanOrEqual(2 + Math.floor((Date.now() - begun) / 1_000));
    await expect.poll(() => slack.thread('#orders', message.ts).length).toBe(2);
    expect(shown(slack.thread('#orders', message.ts)[1] ?? message)).toContain('<@U0SRE>');
    expect(slack.messages('#orders')).toHaveLength(1);
    await expect
      .poll(() => outbox.states().filter((state) => !state.endsWith(' sent')))
      .toEqual([]);
  });

  it('is posted once, though the answer to it was lost, and fits with thirty nodes', async () => {
    const { slack, operations, outbox } = await anOperatingApp();
    const [check] = requested.plan.checks;
    const checks = Array.from({ length: 30 }, () => check).flatMap((each) =>
      each === undefined ? [] : [{ ...each, evidence: 'e'.repeat(600) }],
    );
    const large = anOperation({ plan: aPlan({ checks }), reason: '<!channel> `'.repeat(400) });
    operations.known.set(large.id, large);
    outbox.operations.set(large.id, large);
    slack.faults.add({ kind: 'drop-after', match: { method: 'chat.postMessage' } });
    outbox.add([anItem('1', { payload: cardOf(large.id), createdAt: Date.now() })]);
    await expect.poll(() => outbox.states(), { timeout: 10_000 }).toEqual(['1 sent']);
    expect(slack.messages('#orders')).toHaveLength(1);
    expect(outbox.roots.get(large.id)?.ts).toBe(slack.messages('#orders')[0]?.ts);
    expect(slack.calls().some(({ error }) => error === 'invalid_blocks')).toBe(false);
  });
});
