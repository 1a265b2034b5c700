import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { clientOf, errorOf } from './bolt.js';

let slack: LocalSlack;
let client: WebClient;

beforeAll(async () => {
  slack = await startLocalSlack();
  client = clientOf(slack);
});

afterAll(async () => {
  await slack.stop();
});

const ALERTS = 'C0ALERTS';

async function raw(
  method: string,
  init: RequestInit = {},
): Promise<{ readonly response: Response; readonly body: Record<string, unknown> }> {
  const response = await fetch(slack.apiUrl + method, { method: 'POST', ...init });
  return { response, body: (await response.json()) as Record<string, unknown> };
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${slack.app.botToken}` });

describe('tokens', () => {
  it('are needed, known and of the right kind', async () => {
    expect((await raw('auth.test')).body).toEqual({ ok: false, error: 'not_authed' });
    expect(await errorOf(clientOf(slack, 'xoxb-other').auth.test())).toBe('invalid_auth');
  });

  it('may come as an argument of a form, but not of JSON', async () => {
    const token = slack.app.botToken;
    const form = { body: new URLSearchParams({ token }) };
    expect((await raw('auth.test', form)).body).toMatchObject({ ok: true });
    const json = {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ token }),
    };
    expect((await raw('auth.test', json)).body).toMatchObject({ error: 'not_authed' });
  });

  it('name their scopes in a header', async () => {
    const { response } = await raw('auth.test', { headers: bearer() });
    expect(response.headers.get('x-oauth-scopes')).toBe(slack.app.scopes.join(','));
    const info = await client.auth.test();
    expect(info.response_metadata?.scopes).toContain('chat:write');
  });

  it('are refused in the way that they were revoked', async () => {
    for (const as of ['token_revoked', 'account_inactive', 'invalid_auth'] as const) {
      slack.revokeToken(slack.app.botToken, as);
      expect(await errorOf(client.auth.test())).toBe(as);
    }
    slack.restoreToken(slack.app.botToken);
    expect(await errorOf(client.auth.test())).toBe('no error');
  });

  it('never stand in the log of calls', async () => {
    await raw('auth.test', { body: new URLSearchParams({ token: slack.app.botToken, x: '1' }) });
    expect(slack.calls('auth.test').at(-1)).toMatchObject({ args: { x: '1' }, error: null });
    expect(JSON.stringify(slack.calls())).not.toContain(slack.app.botToken);
  });
});

describe('requests', () => {
  it('for an unknown method are named', async () => {
    expect(await errorOf(client.apiCall('chat.shout'))).toBe('unknown_method');
  });

  it('of a wrong form are refused', async () => {
    const headers = { ...bearer(), 'content-type': 'application/json; charset=utf-8' };
    expect((await raw('api.test', { headers, body: '{' })).body['error']).toBe('invalid_json');
    expect((await raw('api.test', { headers, body: '[]' })).body['error']).toBe('json_not_object');
    const xml = { headers: { ...bearer(), 'content-type': 'text/xml' }, body: '<a/>' };
    expect((await raw('api.test', xml)).body['error']).toBe('invalid_post_type');
  });

  it('of JSON without a character set are warned about', async () => {
    const headers = { ...bearer(), 'content-type': 'application/json' };
    expect((await raw('auth.test', { headers, body: '{}' })).body).toMatchObject({
      ok: true,
      warning: 'missing_charset',
      response_metadata: { warnings: ['missing_charset'] },
    });
  });

  it('take JSON and forms alike', async () => {
    const blocks = [{ type: 'divider' }];
    const headers = { ...bearer(), 'content-type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ channel: ALERTS, text: 'json', blocks });
    expect((await raw('chat.postMessage', { headers, body })).body).toMatchObject({ ok: true });
    expect(await client.chat.postMessage({ channel: ALERTS, text: 'form', blocks })).toMatchObject({
      ok: true,
    });
    const [json, form] = slack.messages(ALERTS).slice(-2);
    expect(json?.blocks[0]).toMatchObject({ type: 'divider' });
    expect(form?.blocks[0]).toMatchObject({ type: 'divider' });
  });
});

describe('auth.test and its like', () => {
  it('say who the bot is', async () => {
    expect(await client.auth.test()).toMatchObject({
      team_id: slack.team.id,
      user_id: slack.app.botUserId,
      bot_id: slack.app.botId,
      url: slack.url,
    });
    expect((await client.bots.info({ bot: slack.app.botId })).bot).toMatchObject({
      name: 'pgrepl',
    });
    expect(await errorOf(client.bots.info({ bot: 'B0NONE' }))).toBe('bot_not_found');
    expect(await client.apiCall('api.test', { foo: 'bar' })).toMatchObject({
      args: { foo: 'bar' },
    });
    expect(await errorOf(client.api.test({ error: 'my_error' }))).toBe('my_error');
  });
});

describe('chat.postMessage', () => {
  it.each([
    ['channel_not_found', { channel: 'C0NOWHERE', text: 'x' }],
    ['channel_not_found', { channel: '#nowhere', text: 'x' }],
    ['not_in_channel', { channel: 'C0GENERAL', text: 'x' }],
    ['is_archived', { channel: 'C0OLD', text: 'x' }],
    ['no_text', { channel: ALERTS }],
    ['no_text', { channel: ALERTS, text: '' }],
    ['no_text', { channel: ALERTS, text: '', blocks: [] }],
    ['msg_too_long', { channel: ALERTS, text: 'x'.repeat(40_001) }],
    ['invalid_blocks', { channel: ALERTS, text: 'x', blocks: [{ type: 'nothing' }] }],
    ['invalid_blocks_format', { channel: ALERTS, text: 'x', blocks: '{' }],
    ['invalid_blocks_format', { channel: ALERTS, text: 'x', blocks: { type: 'divider' } }],
    ['thread_not_found', { channel: ALERTS, text: 'x', thread_ts: '1.000001' }],
    ['invalid_thread_ts', { channel: ALERTS, text: 'x', thread_ts: 'yesterday' }],
    ['invalid_arguments', { text: 'x' }],
    ['invalid_arguments', { channel: ALERTS, text: 'x', reply_broadcast: true }],
    ['invalid_metadata_format', { channel: ALERTS, text: 'x', metadata: { event_type: 'a' } }],
    [
      'metadata_too_large',
      {
        channel: ALERTS,
        text: 'x',
        metadata: { event_type: 'a', event_payload: { id: 'x'.repeat(16_001) } },
      },
    ],
    ['too_many_attachments', { channel: ALERTS, text: 'x', attachments: Array(101).fill({}) }],
    ['as_user_not_supported', { channel: ALERTS, text: 'x', as_user: true }],
    ['missing_scope', { channel: ALERTS, text: 'x', username: 'somebody' }],
    ['markdown_text_conflict', { channel: ALERTS, text: 'x', markdown_text: 'x' }],
    ['channel_not_found', { channel: 'U0FORMER', text: 'x' }],
  ])('answers %s', async (error, args) => {
    const before = slack.messages(ALERTS).length;
    expect(await errorOf(client.apiCall('chat.postMessage', args))).toBe(error);
    expect(slack.messages(ALERTS)).toHaveLength(before);
  });

  it('posts by id, by name, and to a person', async () => {
    for (const channel of ['C0ALERTS', '#pg-alerts', 'pg-alerts'])
      expect(await client.chat.postMessage({ channel, text: 'x' })).toMatchObject({
        channel: ALERTS,
      });
    const direct = await client.chat.postMessage({ channel: 'U0DBA', text: 'x' });
    expect(direct.channel).toMatch(/^D/);
  });

  it('shows a private channel to its members alone', async () => {
    expect(await errorOf(client.chat.postMessage({ channel: 'C0DBAS', text: 'x' }))).toBe(
      'no error',
    );
    slack.admin.remove('dba-private', 'pgrepl');
    expect(await errorOf(client.chat.postMessage({ channel: 'C0DBAS', text: 'x' }))).toBe(
      'channel_not_found',
    );
    slack.admin.invite('dba-private', 'pgrepl');
  });

  it('records when each version of a message was accepted', async () => {
    const start = performance.now();
    const { ts = '' } = await client.chat.postMessage({ channel: ALERTS, text: 'one' });
    await client.chat.update({ channel: ALERTS, ts, text: 'two' });
    const versions = slack.message(ALERTS, ts)?.versions ?? [];
    expect(versions.map(({ text }) => text)).toEqual(['one', 'two']);
    const [first, second] = versions.map(({ acceptedMonotonicMs }) => acceptedMonotonicMs);
    expect(first).toBeGreaterThan(start);
    expect(second).toBeGreaterThanOrEqual(first ?? Infinity);
  });
});

describe('chat.update and chat.delete', () => {
  let ts = '';
  beforeEach(async () => {
    const blocks = [{ type: 'divider' }] as never;
    ts = (await client.chat.postMessage({ channel: ALERTS, text: 'x', blocks })).ts ?? '';
  });

  it.each([
    ['message_not_found', { channel: ALERTS, ts: '1.000001', text: 'y' }],
    ['channel_not_found', { channel: '#pg-alerts', ts: '1.000001', text: 'y' }],
    ['invalid_arguments', { channel: ALERTS, text: 'y' }],
  ])('answer %s', async (error, args) => {
    expect(await errorOf(client.apiCall('chat.update', args))).toBe(error);
  });

  it('change the text and leave the blocks, unless they are given', async () => {
    await client.chat.update({ channel: ALERTS, ts, text: 'y' });
    expect(slack.message(ALERTS, ts)).toMatchObject({ text: 'y', blocks: [{ type: 'divider' }] });
    await client.chat.update({ channel: ALERTS, ts, text: 'y', blocks: [] });
    expect(slack.message(ALERTS, ts)?.blocks).toEqual([]);
    expect(slack.message(ALERTS, ts)?.edited).toMatchObject({ user: slack.app.botUserId });
  });

  it('take no more than 4,000 characters, and nothing that is empty', async () => {
    const update = (text: string): Promise<string> =>
      errorOf(client.chat.update({ channel: ALERTS, ts, text }));
    expect(await update('x'.repeat(4_001))).toBe('msg_too_long');
    expect(await errorOf(client.apiCall('chat.update', { channel: ALERTS, ts }))).toBe('no_text');
  });

  it('touch no message of another', async () => {
    const other = slack.as('dba').post('#pg-alerts', 'mine');
    expect(await errorOf(client.chat.update({ channel: ALERTS, ts: other.ts, text: 'y' }))).toBe(
      'cant_update_message',
    );
    expect(await errorOf(client.chat.delete({ channel: ALERTS, ts: other.ts }))).toBe(
      'cant_delete_message',
    );
  });

  it('leave a tombstone where there are replies', async () => {
    await client.chat.postMessage({ channel: ALERTS, text: 'reply', thread_ts: ts });
    await client.chat.delete({ channel: ALERTS, ts });
    expect(slack.message(ALERTS, ts)).toMatchObject({ subtype: 'tombstone', deleted: true });
    expect(await errorOf(client.chat.update({ channel: ALERTS, ts, text: 'y' }))).toBe(
      'message_not_found',
    );
    const lonely = (await client.chat.postMessage({ channel: ALERTS, text: 'x' })).ts ?? '';
    await client.chat.delete({ channel: ALERTS, ts: lonely });
    expect(slack.message(ALERTS, lonely)).toBeNull();
  });
});

describe('chat.postEphemeral', () => {
  it('is for one member, and in no history', async () => {
    const user = 'U0SRE';
    await client.chat.postEphemeral({ channel: ALERTS, user, text: 'only you' });
    const texts = (who: string): string[] =>
      slack
        .as(who)
        .messagesIn(ALERTS)
        .map(({ text }) => text);
    expect(texts('sre')).toContain('only you');
    expect(texts('dba')).not.toContain('only you');
    const { messages = [] } = await client.conversations.history({ channel: ALERTS });
    expect(messages.map(({ text }) => text)).not.toContain('only you');
    const ephemeral = slack.as('sre').messagesIn(ALERTS).at(-1);
    expect(
      await errorOf(client.chat.update({ channel: ALERTS, ts: ephemeral?.ts ?? '', text: 'y' })),
    ).toBe('message_not_found');
  });

  it.each([
    ['user_not_in_channel', { channel: ALERTS, user: 'U0GUEST', text: 'x' }],
    ['user_not_found', { channel: ALERTS, user: 'U0NOBODY', text: 'x' }],
    ['invalid_arguments', { channel: ALERTS, text: 'x' }],
  ])('answers %s', async (error, args) => {
    expect(await errorOf(client.apiCall('chat.postEphemeral', args))).toBe(error);
  });
});
