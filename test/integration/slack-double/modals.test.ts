import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type LocalSlack,
  ManualClock,
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
