import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { socketApp } from './bolt.js';
import { act, state } from './page-support.js';

let slack: LocalSlack;

beforeEach(async () => {
  slack = await startLocalSlack();
});

afterEach(() => slack.stop());

describe('the actions', () => {
  it('do what a person does', async () => {
    const app = socketApp(slack);
    app.command('/pgrepl', async ({ command, ack, client }) => {
      await ack({
        text: 'choose',
        blocks: [
          {
            type: 'actions',
            block_id: 'b',
            elements: [
              { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
            ],
          },
        ],
      });
      await client.views.open({
        trigger_id: command.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'm',
          title: { type: 'plain_text', text: 'Title' },
          blocks: [{ type: 'divider' }],
          submit: { type: 'plain_text', text: 'Send' },
        },
      });
    });
    const seen: unknown[] = [];
    app.action('go', async ({ ack, action }) => {
      seen.push(action);
      await ack();
    });
    app.view('m', async ({ ack }) => {
      await ack();
    });
    await app.start();
    const user = 'U0DBA';
    const channel = 'C0ORDERS';
    const well = { ok: true };
    expect(
      await act(slack, { kind: 'command', user, channel, command: '/pgrepl', text: 'x' }),
    ).toEqual(well);
    await slack.waitUntil(() => slack.as(user).modals().length === 1, 'the modal');
    const { messages, modals } = await state(slack, user);
    const [message] = messages;
    expect(message).toMatchObject({ text: 'choose', ephemeral: true });
    const action = { type: 'button', action_id: 'go', block_id: 'b' };
    const container = { type: 'message', channel, ts: message?.ts ?? '' } as const;
    expect(await act(slack, { kind: 'block-action', user, container, action, values: {} })).toEqual(
      well,
    );
    expect(seen).toMatchObject([action]);
    const viewId = modals[0]?.id ?? '';
    expect(await act(slack, { kind: 'view-submission', user, viewId, values: {} })).toEqual(well);
    expect((await state(slack, user)).modals).toEqual([]);
    expect(await act(slack, { kind: 'view-closed', user, viewId })).toEqual({
      ok: false,
      message: 'This view is gone.',
    });
    await app.stop();
  });

  it('that come to nothing say why', async () => {
    const user = 'U0DBA';
    const channel = 'C0ORDERS';
    expect(
      await act(slack, { kind: 'command', user, channel, command: '/pgrepl', text: '' }),
    ).toEqual({
      ok: false,
      message: '/pgrepl failed with the error "dispatch_failed"',
    });
    expect(await act(slack, { kind: 'post', user, channel: 'C0OLD', text: 'x' })).toMatchObject({
      ok: false,
    });
    expect(await act(slack, { kind: 'nothing' } as never)).toMatchObject({ ok: false });
  });
});
