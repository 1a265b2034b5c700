import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '@slack/bolt';
import {
  type LocalSlack,
  type LocalSlackOptions,
  startLocalSlack,
} from '../../../lab/slack/local-slack.js';
import { clientOf, errorOf, socketApp } from './bolt.js';

const every = [
  'app_mention',
  'channel_archive',
  'channel_left',
  'channel_rename',
  'channel_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
];
const scopes = ['channels:history', 'channels:read', 'app_mentions:read', 'chat:write', 'commands'];

function withManifest(events: string[], more: object = {}): LocalSlackOptions {
  return {
    apps: [
      {
        memberOf: ['orders'],
        manifest: {
          display_information: { name: 'pgrepl' },
          features: {
            shortcuts: [
              { name: 'Add', type: 'message', callback_id: 'add', description: 'To a timeline' },
            ],
          },
          oauth_config: { scopes: { bot: scopes } },
          settings: {
            event_subscriptions: { bot_events: events },
            interactivity: { is_enabled: true },
            socket_mode_enabled: true,
          },
          ...more,
        },
      },
    ],
  };
}

let slack: LocalSlack;
let app: App;
let seen: { readonly type: string; readonly subtype?: string }[];

async function start(options: LocalSlackOptions): Promise<void> {
  slack = await startLocalSlack(options);
  app = socketApp(slack);
  seen = [];
  app.use(async ({ body, next }) => {
    const { event } = body as { event?: { type: string; subtype?: string } };
    if (event !== undefined) seen.push(event);
    await next();
  });
  await app.start();
  await slack.connected();
}

const acknowledged = (count: number): Promise<void> =>
  slack.waitUntil(
    () => slack.envelopes().filter(({ delivery }) => delivery?.ok === true).length === count,
    `${count} events`,
  );

afterEach(async () => {
  await app.stop();
  await slack.waitUntil(() => slack.connections() === 0, 'the end of the connections');
  await slack.stop();
});

describe('the events that an app has subscribed to', () => {
  beforeEach(() => start(withManifest(every)));

  it('tell of messages, where the bot is a member', async () => {
    const person = slack.as('dba');
    person.post('#general', 'not heard');
    const { ts } = person.post('#orders', 'plain');
    person.post('#orders', `<@${slack.app.botUserId}> help`, ts);
    await acknowledged(3);
    expect(seen).toMatchObject([
      {
        type: 'message',
        text: 'plain',
        user: 'U0DBA',
        channel: 'C0ORDERS',
        channel_type: 'channel',
      },
      { type: 'message', thread_ts: ts },
      { type: 'app_mention', thread_ts: ts },
    ]);
    expect(slack.envelopes()[0]?.envelope.payload).toMatchObject({
      type: 'event_callback',
      team_id: slack.team.id,
      api_app_id: slack.app.id,
      authorizations: [{ user_id: slack.app.botUserId, is_bot: true }],
    });
  });

  it('tell of the bot’s own messages, their edits and their ends', async () => {
    const client = clientOf(slack);
    const { ts = '' } = await client.chat.postMessage({ channel: 'C0ORDERS', text: 'one' });
    await client.chat.update({ channel: 'C0ORDERS', ts, text: 'two' });
    await client.chat.delete({ channel: 'C0ORDERS', ts });
    await acknowledged(3);
    // Bolt keeps an app's own messages from its listeners.
    expect(slack.envelopes().map(({ envelope }) => envelope.payload['event'])).toMatchObject([
      { type: 'message', bot_id: slack.app.botId },
      { subtype: 'message_changed', message: { text: 'two' }, previous_message: { text: 'one' } },
      { subtype: 'message_deleted', deleted_ts: ts },
    ]);
  });

  it('tell of what people edit and delete, and of what is left of a thread', async () => {
    const person = slack.as('dba');
    const root = person.post('#orders', 'plain');
    person.edit(root, 'changed');
    const reply = person.post('#orders', 'a reply', root.ts);
    person.delete(root);
    person.delete(reply);
    expect(() => {
      slack.as('sre').edit(slack.as('dba').post('#orders', 'mine'), 'yours');
    }).toThrow('You can only edit your own messages.');
    await acknowledged(6);
    expect(seen.slice(0, 5)).toMatchObject([
      { text: 'plain' },
      { subtype: 'message_changed', message: { text: 'changed', edited: { user: 'U0DBA' } } },
      { text: 'a reply' },
      { subtype: 'message_changed', message: { subtype: 'tombstone', ts: root.ts } },
      { subtype: 'message_deleted', deleted_ts: reply.ts },
    ]);
  });

  it('tell of channels and their members', async () => {
    slack.admin.renameChannel('orders', 'orders-db');
    slack.admin.archiveChannel('orders-db');
    slack.admin.archiveChannel('orders-db', false);
    slack.admin.remove('orders-db', 'sre');
    slack.admin.invite('orders-db', 'sre');
    slack.admin.invite('general', 'pgrepl');
    slack.admin.remove('general', 'pgrepl');
    await acknowledged(7);
    expect(seen).toMatchObject([
      { type: 'channel_rename', channel: { id: 'C0ORDERS', name: 'orders-db' } },
      { type: 'channel_archive', channel: 'C0ORDERS' },
      { type: 'channel_unarchive', channel: 'C0ORDERS' },
      { type: 'member_left_channel', user: 'U0SRE' },
      { type: 'member_joined_channel', user: 'U0SRE', channel: 'C0ORDERS' },
      { type: 'member_joined_channel', user: slack.app.botUserId, channel: 'C0GENERAL' },
      { type: 'channel_left', channel: 'C0GENERAL' },
    ]);
  });
});

describe('an app', () => {
  it('hears of nothing that it has not subscribed to', async () => {
    await start(withManifest(['app_mention']));
    slack.as('dba').post('#orders', 'plain');
    slack.as('dba').post('#orders', `<@${slack.app.botUserId}> help`);
    await acknowledged(1);
    expect(seen).toMatchObject([{ type: 'app_mention' }]);
  });

  it('gets a message with a shortcut', async () => {
    await start(withManifest([]));
    const bodies: unknown[] = [];
    app.shortcut('add', async ({ body, ack, respond }) => {
      bodies.push(body);
      await ack();
      await respond('Added.');
    });
    const message = slack.as('dba').post('#orders', 'it began with a full disk');
    const outcome = await slack.as('sre').shortcut('add', message);
    expect(await outcome.response()).toMatchObject({ text: 'Added.', ephemeralFor: 'U0SRE' });
    expect(bodies).toMatchObject([
      {
        type: 'message_action',
        callback_id: 'add',
        user: { id: 'U0SRE' },
        channel: { id: 'C0ORDERS', name: 'orders' },
        message_ts: message.ts,
        message: { text: 'it began with a full disk', user: 'U0DBA' },
      },
    ]);
    const other = await slack.as('sre').shortcut('nothing', message);
    expect(other).toMatchObject({ acked: false, told: 'No app has a shortcut nothing.' });
  });

  it('may write to people directly only with a Messages tab, and publish only a Home tab', async () => {
    const app_home = { home_tab_enabled: false, messages_tab_enabled: false };
    await start(withManifest([], { features: { app_home } }));
    const client = clientOf(slack);
    expect(await errorOf(client.chat.postMessage({ channel: 'U0DBA', text: 'x' }))).toBe(
      'messages_tab_disabled',
    );
    const view = { type: 'home' as const, blocks: [] };
    expect(await errorOf(client.views.publish({ user_id: 'U0DBA', view }))).toBe('not_enabled');
  });

  it('posts anywhere in public with chat:write.public', async () => {
    const bot = [...scopes, 'chat:write.public'];
    await start(withManifest([], { oauth_config: { scopes: { bot } } }));
    const client = clientOf(slack);
    const post = (channel: string): Promise<string> =>
      errorOf(client.chat.postMessage({ channel, text: 'x' }));
    expect(await post('C0GENERAL')).toBe('no error');
    expect(await post('C0DBAS')).toBe('channel_not_found');
    expect(await post('C0OLD')).toBe('is_archived');
  });
});
