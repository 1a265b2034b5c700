import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type LocalSlack,
  ManualClock,
  type Message,
  startLocalSlack,
  type View,
} from '../../../lab/slack/local-slack.js';
import { errorOf, socketApp } from './bolt.js';

let clock: ManualClock;
let slack: LocalSlack;
let app: App;

beforeEach(async () => {
  clock = new ManualClock();
  slack = await startLocalSlack({ clock });
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
    blocks: buttons as never,
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
      await ack({ text: 'only you', blocks: buttons as never });
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
      await ack({ text: 'only you', blocks: buttons as never });
    });
    await app.start();
    const message = await (await slack.as('dba').command('/pgrepl')).response();
    await expect(slack.as('sre').click(message, 'ack')).rejects.toThrow(/does not see/);
  });
});

const modal = {
  type: 'modal' as const,
  callback_id: 'ask',
  title: { type: 'plain_text' as const, text: 'Why?' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  notify_on_close: true,
  private_metadata: 'INC-1',
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
};

describe('a modal', () => {
  async function opened(): Promise<View> {
    app.command('/pgrepl', async ({ command, ack, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal });
    });
    await app.start();
    return (await slack.as('dba').command('/pgrepl')).view();
  }

  it('is submitted with what was filled in', async () => {
    const seen: unknown[] = [];
    app.view('ask', async ({ view, ack }) => {
      seen.push(view);
      await ack();
    });
    const view = await opened();
    const outcome = await slack.as('dba').submit(view, { reason: 'kernel update' });
    expect(outcome).toMatchObject({ acked: true, told: null });
    expect(seen).toMatchObject([
      {
        id: view.id,
        callback_id: 'ask',
        private_metadata: 'INC-1',
        state: {
          values: { reason: { text: { type: 'plain_text_input', value: 'kernel update' } } },
        },
      },
    ]);
    expect(slack.as('dba').modals()).toEqual([]);
  });

  it('lets no required input pass empty, and the app does not hear of it', async () => {
    const view = await opened();
    const outcome = await slack.as('dba').submit(view);
    expect(outcome.errors).toEqual({ reason: 'Please complete this required field.' });
    expect(slack.envelopes()).toHaveLength(1);
  });

  it('stays open with the errors that the app found', async () => {
    app.view('ask', async ({ ack }) => {
      await ack({ response_action: 'errors', errors: { reason: 'Too short.' } });
    });
    const view = await opened();
    const outcome = await slack.as('dba').submit(view, { reason: 'x' });
    expect(outcome).toMatchObject({ errors: { reason: 'Too short.' }, told: null });
    expect(slack.as('dba').modals()).toMatchObject([{ errors: { reason: 'Too short.' } }]);
  });

  it('shows trouble where an error belongs to no input', async () => {
    app.view('ask', async ({ ack }) => {
      await ack({ response_action: 'errors', errors: { other: 'Too short.' } });
    });
    const outcome = await slack.as('dba').submit(await opened(), { reason: 'x' });
    expect(outcome.told).toMatch(/trouble connecting/);
  });

  it('is updated, pushed upon and cleared', async () => {
    const actions = ['update', 'push', 'clear'] as const;
    let step = 0;
    app.view('ask', async ({ ack }) => {
      const action = actions[step++];
      const view = {
        ...modal,
        title: { type: 'plain_text' as const, text: `After ${String(action)}` },
      };
      await (action === 'clear'
        ? ack({ response_action: 'clear' })
        : ack({ response_action: action ?? 'push', view }));
    });
    const person = slack.as('dba');
    const view = await opened();
    await person.submit(view, { reason: 'one' });
    expect(person.modals()).toMatchObject([
      { id: view.id, content: { title: { text: 'After update' } } },
    ]);
    await person.submit(view, { reason: 'two' });
    expect(person.modals()).toMatchObject([
      { id: view.id },
      { previousId: view.id, rootId: view.id, content: { title: { text: 'After push' } } },
    ]);
    await person.submit(person.modals().at(-1) ?? view, { reason: 'three' });
    expect(person.modals()).toEqual([]);
  });

  it('tells the app that it was closed, if it asked for that', async () => {
    const closed: unknown[] = [];
    app.view({ callback_id: 'ask', type: 'view_closed' }, async ({ view, ack }) => {
      closed.push(view.id);
      await ack();
    });
    const view = await opened();
    await slack.as('dba').close(view);
    expect(closed).toEqual([view.id]);
    expect(slack.as('dba').modals()).toEqual([]);
  });

  it('is not opened with a trigger that is older than three seconds, used, or made up', async () => {
    await app.start();
    app.command('/pgrepl', async ({ ack }) => {
      await ack();
    });
    const trigger = async (): Promise<string> =>
      String((await slack.as('dba').command('/pgrepl')).payload['trigger_id']);
    const open = (id: string): Promise<string> =>
      errorOf(app.client.views.open({ trigger_id: id, view: modal }));
    const old = await trigger();
    clock.advance(3_001);
    expect(await open(old)).toBe('expired_trigger_id');
    const fresh = await trigger();
    expect(await open(fresh)).toBe('no error');
    expect(await open(fresh)).toBe('exchanged_trigger_id');
    expect(await open('1.2.three')).toBe('invalid_trigger_id');
  });

  it('that is refused does not use up its trigger', async () => {
    await app.start();
    app.command('/pgrepl', async ({ ack }) => {
      await ack();
    });
    const { payload } = await slack.as('dba').command('/pgrepl');
    const trigger_id = String(payload['trigger_id']);
    const { submit, ...withoutSubmit } = modal;
    expect(submit.text).toBe('Send');
    expect(await errorOf(app.client.views.open({ trigger_id, view: withoutSubmit }))).toBe(
      'invalid_arguments',
    );
    expect(await errorOf(app.client.views.open({ trigger_id, view: modal }))).toBe('no error');
  });

  it('stands three deep at most, and closes what was open when another is opened', async () => {
    const more = { type: 'button', action_id: 'more', text: { type: 'plain_text', text: 'More' } };
    const view = { ...modal, blocks: [{ type: 'actions', elements: [more] }] } as never;
    app.command('/pgrepl', async ({ command, ack, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view });
    });
    const pushed: string[] = [];
    app.action('more', async ({ body, ack, client }) => {
      await ack();
      const { trigger_id } = body as unknown as { trigger_id: string };
      pushed.push(await errorOf(client.views.push({ trigger_id, view })));
    });
    await app.start();
    const person = slack.as('dba');
    await (await person.command('/pgrepl')).view();
    for (let depth = 1; depth <= 3; depth += 1) {
      const top = person.modals().at(-1);
      if (top === undefined) throw new Error('no modal');
      await person.click(top, 'more');
      await slack.waitUntil(() => slack.calls('views.push').length === depth, 'a push');
    }
    await slack.waitUntil(
      () => slack.calls('views.push').every(({ status }) => status === 200),
      'answers',
    );
    expect(slack.calls('views.push').map(({ error }) => error)).toEqual([
      null,
      null,
      'push_limit_reached',
    ]);
    expect(person.modals()).toHaveLength(3);
    await person.command('/pgrepl');
    await slack.waitUntil(() => person.modals().length === 1, 'a modal of its own');
  });
});

describe('the Home tab', () => {
  it('is published when a person opens it', async () => {
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'divider' }] },
      });
    });
    await app.start();
    const home = await slack.as('sre').openHome();
    expect(home).toMatchObject({ type: 'home', user: 'U0SRE', content: { type: 'home' } });
  });

  it('is refused where its hash is an old one', async () => {
    await app.start();
    const view = { type: 'home' as const, blocks: [] };
    await app.client.views.publish({ user_id: 'U0SRE', view });
    expect(await errorOf(app.client.views.publish({ user_id: 'U0SRE', view, hash: 'old' }))).toBe(
      'hash_conflict',
    );
  });
});
