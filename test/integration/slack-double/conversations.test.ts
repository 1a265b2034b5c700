import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { clientOf, errorOf } from './bolt.js';

const ORDERS = 'C0ORDERS';
let slack: LocalSlack;
let client: WebClient;
let root = '';
const posted: string[] = [];

beforeAll(async () => {
  slack = await startLocalSlack();
  client = clientOf(slack);
  for (let number = 1; number <= 5; number += 1) {
    const { ts = '' } = await client.chat.postMessage({
      channel: ORDERS,
      text: `message ${number}`,
      metadata: { event_type: 'pgrepl', event_payload: { number } },
    });
    posted.push(ts);
  }
  root = posted[1] ?? '';
  for (let number = 1; number <= 3; number += 1)
    await client.chat.postMessage({
      channel: ORDERS,
      text: `reply ${number}`,
      thread_ts: root,
      reply_broadcast: number === 3,
    });
});

afterAll(async () => {
  await slack.stop();
});

const textsOf = (messages: readonly { readonly text?: string }[] | undefined): string[] =>
  (messages ?? []).map(({ text = '' }) => text);

describe('conversations.history', () => {
  it('is newest first, with threads only as their roots and what was broadcast', async () => {
    const { messages, has_more: hasMore } = await client.conversations.history({ channel: ORDERS });
    expect(textsOf(messages)).toEqual([
      'reply 3',
      'message 5',
      'message 4',
      'message 3',
      'message 2',
      'message 1',
    ]);
    expect(hasMore).toBe(false);
    expect(messages?.[0]).toMatchObject({ subtype: 'thread_broadcast', thread_ts: root });
    expect(messages?.[4]).toMatchObject({
      thread_ts: root,
      reply_count: 3,
      bot_id: slack.app.botId,
    });
  });

  it('comes in pages', async () => {
    const texts: string[] = [];
    let cursor = '';
    let pages = 0;
    do {
      const page = await client.conversations.history({ channel: ORDERS, limit: 4, cursor });
      texts.push(...textsOf(page.messages));
      cursor = page.response_metadata?.next_cursor ?? '';
      pages += 1;
    } while (cursor !== '');
    expect(pages).toBe(2);
    expect(texts).toHaveLength(6);
    expect(new Set(texts).size).toBe(6);
  });

  it('is bounded by oldest and latest, which count only if that is said', async () => {
    const [first, , third] = posted;
    const bounds = { channel: ORDERS, oldest: first ?? '', latest: third ?? '' };
    expect(textsOf((await client.conversations.history(bounds)).messages)).toEqual(['message 2']);
    const { messages } = await client.conversations.history({ ...bounds, inclusive: true });
    expect(textsOf(messages)).toEqual(['message 3', 'message 2', 'message 1']);
  });

  it('shows metadata only where it is asked for', async () => {
    const look = { channel: ORDERS, latest: posted[0] ?? '', inclusive: true, limit: 1 };
    const without = await client.conversations.history(look);
    expect(without.messages?.[0]).not.toHaveProperty('metadata');
    const { messages } = await client.conversations.history({
      ...look,
      include_all_metadata: true,
    });
    expect(messages?.[0]).toMatchObject({
      metadata: { event_type: 'pgrepl', event_payload: { number: 1 } },
    });
  });

  it.each([
    ['channel_not_found', { channel: 'C0NOWHERE' }],
    ['channel_not_found', { channel: '#orders' }],
    ['not_in_channel', { channel: 'C0GENERAL' }],
    ['invalid_cursor', { channel: ORDERS, cursor: 'nonsense' }],
    ['invalid_ts_oldest', { channel: ORDERS, oldest: 'yesterday' }],
    ['invalid_ts_latest', { channel: ORDERS, latest: 'yesterday' }],
  ])('answers %s', async (error, args) => {
    expect(await errorOf(client.apiCall('conversations.history', args))).toBe(error);
  });
});

describe('conversations.replies', () => {
  it('is the root first, then its replies, by the root or by a reply', async () => {
    const { messages } = await client.conversations.replies({ channel: ORDERS, ts: root });
    expect(textsOf(messages)).toEqual(['message 2', 'reply 1', 'reply 2', 'reply 3']);
    const reply = messages?.[2]?.ts ?? '';
    const again = await client.conversations.replies({ channel: ORDERS, ts: reply });
    expect(textsOf(again.messages)).toEqual(textsOf(messages));
    expect(messages?.[1]).toMatchObject({ thread_ts: root, parent_user_id: slack.app.botUserId });
  });

  it('answers thread_not_found', async () => {
    expect(await errorOf(client.conversations.replies({ channel: ORDERS, ts: '1.000001' }))).toBe(
      'thread_not_found',
    );
  });
});

describe('the other methods of conversations', () => {
  it('list channels in pages, by type, without those that the bot may not see', async () => {
    const first = await client.conversations.list({ limit: 2 });
    expect(first.channels?.map(({ name }) => name)).toEqual(['general', 'pg-alerts']);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const rest = await client.conversations.list({ limit: 100, cursor, exclude_archived: true });
    expect(rest.channels?.map(({ name }) => name)).toEqual(['orders', 'ext-partner', 'lobby']);
    const types = 'private_channel';
    slack.admin.remove('dba-private', 'pgrepl');
    expect((await client.conversations.list({ types })).channels).toEqual([]);
    slack.admin.invite('dba-private', 'pgrepl');
    expect((await client.conversations.list({ types })).channels).toMatchObject([
      { name: 'dba-private', is_private: true },
    ]);
    expect(await errorOf(client.conversations.list({ types: 'secret' }))).toBe('invalid_types');
    expect(await errorOf(client.conversations.list({ types: 'im' }))).toBe('missing_scope');
  });

  it('tell of a channel what an app must know', async () => {
    const info = (channel: string): Promise<unknown> =>
      client.conversations.info({ channel }).then((answer) => answer.channel);
    expect(await info('C0SHARED')).toMatchObject({ is_ext_shared: true, is_member: true });
    expect(await info('C0OLD')).toMatchObject({ is_archived: true, is_member: false });
    expect(await info('C0DBAS')).toMatchObject({ is_private: true, is_channel: false });
    expect(await errorOf(client.conversations.info({ channel: 'C0NOWHERE' }))).toBe(
      'channel_not_found',
    );
  });

  it('say which scope is missing, and which there are', async () => {
    const call = client.conversations.join({ channel: 'C0GENERAL' });
    await expect(call).rejects.toMatchObject({
      data: {
        error: 'missing_scope',
        needed: 'channels:join',
        provided: slack.app.scopes.join(','),
      },
    });
  });

  it('open direct messages', async () => {
    const { channel } = await client.conversations.open({ users: 'U0DBA' });
    expect(channel?.id).toMatch(/^D/);
    const again = await client.conversations.open({ users: 'U0DBA' });
    expect(again.channel?.id).toBe(channel?.id);
    const refusal = (users: string): Promise<string> =>
      errorOf(client.conversations.open({ users }));
    expect(await refusal('U0NOBODY')).toBe('user_not_found');
    expect(await refusal('U0FORMER')).toBe('user_disabled');
    expect(await refusal('')).toBe('users_list_not_supplied');
  });

  it('list members', async () => {
    const { members } = await client.conversations.members({ channel: 'C0DBAS' });
    expect(members).toEqual(['U0DBA', 'U0SRE', slack.app.botUserId]);
  });
});

describe('people', () => {
  it('are shown as Slack shows each kind', async () => {
    const info = async (user: string): Promise<unknown> => (await client.users.info({ user })).user;
    expect(await info('U0DBA')).toMatchObject({ is_admin: true, deleted: false });
    expect(await info('U0GUEST')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await info('U0FORMER')).toMatchObject({ deleted: true });
    expect(await info('U0FOREIGN')).toMatchObject({ team_id: 'T0ELSEWHERE', is_stranger: false });
    slack.admin.remove('ext-partner', 'partner');
    expect(await info('U0FOREIGN')).toMatchObject({ is_stranger: true });
    expect(await info(slack.app.botUserId)).toMatchObject({ is_bot: true });
    expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
  });

  it('stand in groups', async () => {
    const { usergroups } = await client.usergroups.list({ include_users: true });
    expect(usergroups).toMatchObject([{ handle: 'dba-oncall', users: ['U0DBA', 'U0SRE'] }]);
    const usergroup = usergroups?.[0]?.id ?? '';
    slack.admin.setGroupMembers('dba-oncall', ['sre']);
    expect((await client.usergroups.users.list({ usergroup })).users).toEqual(['U0SRE']);
    expect(await errorOf(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toBe(
      'no_such_subteam',
    );
  });
});

describe('files', () => {
  it('are uploaded in three steps', async () => {
    await client.filesUploadV2({
      channel_id: ORDERS,
      filename: 'timeline.md',
      content: '# INC-1',
      initial_comment: 'The timeline',
    });
    expect(slack.messages(ORDERS).at(-1)).toMatchObject({ subtype: 'file_share' });
  });
});
