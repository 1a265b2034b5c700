import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, type Message, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { socketApp } from './bolt.js';

let slack: LocalSlack;
let app: App;

beforeEach(async () => {
  slack = await startLocalSlack();
  app = socketApp(slack);
});

afterEach(async () => {
  await app.stop();
  await slack.waitUntil(() => slack.connections() === 0, 'the end of the connections');
  await slack.stop();
});

const buttons = [
  { type: 'section', text: { type: 'mrkdwn', text: '*orders* lags.' } },
  {
    type: 'actions',
    block_id: 'next',
    elements: [
      {
        type: 'button',
        action_id: 'ack',
        value: 'INC-1',
        text: { type: 'plain_text', text: 'Acknowledge' },
      },
      {
        type: 'static_select',
        action_id: 'silence',
        placeholder: { type: 'plain_text', text: 'Silence' },
        options: [{ text: { type: 'plain_text', text: '30 minutes' }, value: '30m' }],
      },
    ],
  },
];

async function posted(): Promise<Readonly<Message>> {
  const { ts } = await app.client.chat.postMessage({
    channel: slack.channel('#orders').id,
    text: 'orders lags.',
    blocks: buttons,
  });
  const message = slack.message('#orders', ts ?? '');
  if (message === null) throw new Error('nothing was posted');
  return message;
}

describe('a click in a message', () => {
  it('carries the message, where it stands and what was clicked', async () => {
    const bodies: unknown[] = [];
    app.action('ack', async ({ body, ack, respond }) => {
      bodies.push(body);
      await ack();
      await respond({ replace_original: true, text: 'Acknowledged.' });
    });
    await app.start();
    const message = await posted();
    const outcome = await slack.as('dba').click(message, 'ack');
    expect(outcome.acked).toBe(true);
    expect((await outcome.response()).ts).toBe(message.ts);
    expect(slack.message('#orders', message.ts)).toMatchObject({ text: 'Acknowledged.' });
    expect(bodies).toMatchObject([
      {
        type: 'block_actions',
        user: { id: 'U0DBA', name: 'dba', team_id: slack.team.id },
        team: { id: slack.team.id },
        api_app_id: slack.app.id,
        container: { type: 'message', message_ts: message.ts, is_ephemeral: false },
        channel: { id: 'C0ORDERS', name: 'orders' },
        message: { ts: message.ts, bot_id: slack.app.botId },
        state: { values: { next: { silence: { type: 'static_select', selected_option: null } } } },
        actions: [{ type: 'button', action_id: 'ack', block_id: 'next', value: 'INC-1' }],
      },
    ]);
    expect(bodies[0]).toHaveProperty('message.blocks.1.elements.0.action_id', 'ack');
    expect(bodies[0]).toHaveProperty('actions.0.action_ts');
    expect(bodies[0]).toHaveProperty('trigger_id');
    expect(bodies[0]).toHaveProperty('response_url');
  });

  it('may choose an option', async () => {
    const chosen: unknown[] = [];
    app.action('silence', async ({ action, ack }) => {
      chosen.push(action);
      await ack();
    });
    await app.start();
    await slack.as('dba').click(await posted(), 'silence', '30m');
    expect(chosen).toMatchObject([{ selected_option: { value: '30m' } }]);
  });

  it('in an ephemeral message carries no message, and can replace or delete it', async () => {
    const bodies: { message?: unknown; container?: unknown }[] = [];
    const answers = [
      { replace_original: true as const, text: 'changed', blocks: buttons as never },
      { delete_original: true as const },
    ];
    app.command('/pgrepl', async ({ ack }) => {
      await ack({ text: 'only you', blocks: buttons });
    });
    app.action('ack', async ({ body, ack, respond }) => {
      bodies.push(body as never);
      await ack();
      await respond(answers.shift() ?? '');
    });
    await app.start();
    const person = slack.as('dba');
    const first = await (await person.command('/pgrepl')).response();
    const changed = await (await person.click(first, 'ack')).response();
    expect(changed).toMatchObject({ ts: first.ts, text: 'changed', ephemeralFor: 'U0DBA' });
    expect(bodies[0]?.message).toBeUndefined();
    expect(bodies[0]?.container).toMatchObject({ is_ephemeral: true });
    await person.click(first, 'ack');
    await slack.waitUntil(() => slack.message('#pg-alerts', first.ts) === null, 'its end');
  });

  it('by somebody who does not see the message is impossible', async () => {
    app.command('/pgrepl', async ({ ack }) => {
      await ack({ text: 'only you', blocks: buttons });
    });
    await app.start();
    const message = await (await slack.as('dba').command('/pgrepl')).response();
    await expect(slack.as('sre').click(message, 'ack')).rejects.toThrow(/does not see/);
  });
});
