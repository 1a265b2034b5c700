import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import type {
  PageAction,
  PageActionResult,
  PageEvent,
  PageState,
} from '../../../lab/slack/page-api.js';
import { clientOf, socketApp } from './bolt.js';

let slack: LocalSlack;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-slack-page-'));
  await writeFile(join(directory, 'index.html'), '<title>page</title>');
  await writeFile(join(directory, 'app.js'), 'page()');
  slack = await startLocalSlack({
    pageDirectory: directory,
    routes: [
      {
        prefix: '/panel/',
        handle: (_request, response) => {
          response.end('panel');
        },
      },
    ],
  });
});

afterEach(async () => {
  await slack.stop();
  await rm(directory, { recursive: true });
});

async function state(user?: string): Promise<PageState> {
  const query = user === undefined ? '' : `?user=${user}`;
  return (await (await fetch(`${slack.url}page/state${query}`)).json()) as PageState;
}

async function act(
  action: PageAction,
  headers: Record<string, string> = {},
): Promise<PageActionResult> {
  const response = await fetch(`${slack.url}page/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(action),
  });
  return (await response.json()) as PageActionResult;
}

interface Told {
  readonly id: number;
  readonly event: PageEvent;
}

/** A person's event stream; `until` reads on to an event, `all` is what came so far. */
async function stream(
  user: string,
  lastEventId?: number,
): Promise<{
  readonly all: readonly Told[];
  readonly until: (holds: (event: PageEvent) => boolean) => Promise<Told>;
  readonly close: () => void;
}> {
  const abort = new AbortController();
  const response = await fetch(`${slack.url}page/events?user=${user}`, {
    signal: abort.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const all: Told[] = [];
  let rest = '';
  return {
    all,
    until: async (holds) => {
      for (;;) {
        const known = all.find(({ event }) => holds(event));
        if (known !== undefined) return known;
        const read = await reader?.read();
        if (read?.value === undefined) throw new Error('the stream has ended');
        const parts = (rest + read.value).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) {
          const match = /^id: (\d+)\ndata: (.*)$/s.exec(part);
          if (match !== null)
            all.push({ id: Number(match[1]), event: JSON.parse(match[2] ?? '') as PageEvent });
        }
      }
    },
    close: () => {
      abort.abort();
    },
  };
}

const post = (channel: string, text: string): Promise<unknown> =>
  clientOf(slack).chat.postMessage({ channel, text });

describe('the state', () => {
  it('is what a person sees', async () => {
    await post('C0DBAS', 'for DBAs');
    const dba = await state('U0DBA');
    expect(dba.me).toMatchObject({ id: 'U0DBA', kind: 'admin' });
    expect(new Set(dba.users.map(({ kind }) => kind))).toEqual(
      new Set(['member', 'admin', 'guest', 'deactivated', 'bot', 'foreign']),
    );
    expect(dba.channels.map(({ name }) => name)).toContain('dba-private');
    expect(dba.messages).toMatchObject([{ channel: 'C0DBAS', text: 'for DBAs', ephemeral: false }]);
    expect(dba.commands).toMatchObject([{ command: '/pgrepl' }]);
    expect(dba.userGroups).toEqual([{ id: 'S0DBAONCALL', handle: 'dba-oncall' }]);
    const requester = await state('U0REQUESTER');
    expect(requester.channels.map(({ name }) => name)).not.toContain('dba-private');
    expect(requester.messages).toEqual([]);
    expect((await state('U0GUEST')).channels.map(({ name }) => name)).toEqual(['lobby']);
    expect((await state('U0FOREIGN')).channels.map(({ name }) => name)).toEqual(['ext-partner']);
    expect((await state()).me.id).toBe('U0DBA');
    expect((await state('U0NOBODY')).me.id).toBe('U0DBA');
  });

  it('counts what is unread, until it is read', async () => {
    const unread = async (user: string): Promise<number | undefined> =>
      (await state(user)).channels.find(({ id }) => id === 'C0ORDERS')?.unread;
    await post('C0ORDERS', 'one');
    await post('C0ORDERS', 'two');
    expect(await unread('U0SRE')).toBe(2);
    expect(await act({ kind: 'mark-read', user: 'U0SRE', channel: 'C0ORDERS' })).toEqual({
      ok: true,
    });
    expect(await unread('U0SRE')).toBe(0);
    expect(await unread('U0DBA')).toBe(2);
    await act({ kind: 'post', user: 'U0DBA', channel: 'C0ORDERS', text: 'mine' });
    expect(await unread('U0DBA')).toBe(0);
    expect(await unread('U0SRE')).toBe(1);
  });

  it('says whether the app is connected', async () => {
    expect((await state()).app.connected).toBe(false);
    const events = await stream('U0DBA');
    const app = socketApp(slack);
    await app.start();
    expect((await events.until(({ kind }) => kind === 'app')).event).toEqual({
      kind: 'app',
      connected: true,
    });
    expect((await state()).app.connected).toBe(true);
    await app.stop();
  });
});

describe('the events', () => {
  it('come in order, and tell each person only what they see', async () => {
    const dba = await stream('U0DBA');
    const requester = await stream('U0REQUESTER');
    await post('C0DBAS', 'secret');
    await post('C0ORDERS', 'open');
    const isOpen = (event: PageEvent): boolean =>
      event.kind === 'message' && event.message.text === 'open';
    await dba.until(isOpen);
    await requester.until(isOpen);
    const texts = (told: readonly Told[]): string[] =>
      told.flatMap(({ event }) => (event.kind === 'message' ? [event.message.text] : []));
    expect(texts(dba.all)).toEqual(['secret', 'open']);
    expect(texts(requester.all)).toEqual(['open']);
    const ids = dba.all.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    dba.close();
    requester.close();
  });

  it('are resumed after the last one that was seen, and those of the state are known', async () => {
    const first = await stream('U0DBA');
    await post('C0ORDERS', 'one');
    const seen = await first.until(({ kind }) => kind === 'message');
    first.close();
    await post('C0ORDERS', 'two');
    const { eventId } = await state('U0DBA');
    const again = await stream('U0DBA', seen.id);
    const missed = await again.until(
      (event) => event.kind === 'message' && event.message.text === 'two',
    );
    expect(missed.id).toBeLessThanOrEqual(eventId);
    expect(again.all.every(({ id }) => id > seen.id)).toBe(true);
    again.close();
  });

  it('tell of a reply with its root', async () => {
    const { ts = '' } = await clientOf(slack).chat.postMessage({
      channel: 'C0ORDERS',
      text: 'root',
    });
    const events = await stream('U0DBA');
    await clientOf(slack).chat.postMessage({ channel: 'C0ORDERS', text: 'reply', thread_ts: ts });
    const { event } = await events.until(
      (each) => each.kind === 'message' && each.message.text === 'root',
    );
    expect(event).toMatchObject({ message: { ts, replyCount: 1 } });
    events.close();
  });
});

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
    expect(await act({ kind: 'command', user, channel, command: '/pgrepl', text: 'x' })).toEqual(
      well,
    );
    await slack.waitUntil(() => slack.as(user).modals().length === 1, 'the modal');
    const { messages, modals } = await state(user);
    const [message] = messages;
    expect(message).toMatchObject({ text: 'choose', ephemeral: true });
    const action = { type: 'button', action_id: 'go', block_id: 'b' };
    const container = { type: 'message', channel, ts: message?.ts ?? '' } as const;
    expect(await act({ kind: 'block-action', user, container, action, values: {} })).toEqual(well);
    expect(seen).toMatchObject([action]);
    const viewId = modals[0]?.id ?? '';
    expect(await act({ kind: 'view-submission', user, viewId, values: {} })).toEqual(well);
    expect((await state(user)).modals).toEqual([]);
    expect(await act({ kind: 'view-closed', user, viewId })).toEqual({
      ok: false,
      message: 'This view is gone.',
    });
    await app.stop();
  });

  it('that come to nothing say why', async () => {
    const user = 'U0DBA';
    const channel = 'C0ORDERS';
    expect(await act({ kind: 'command', user, channel, command: '/pgrepl', text: '' })).toEqual({
      ok: false,
      message: '/pgrepl failed with the error "dispatch_failed"',
    });
    expect(await act({ kind: 'post', user, channel: 'C0OLD', text: 'x' })).toMatchObject({
      ok: false,
    });
    expect(await act({ kind: 'nothing' } as never)).toMatchObject({ ok: false });
  });
});

describe('the server', () => {
  it('serves the page and the routes that were added, and nothing outside them', async () => {
    const get = async (path: string): Promise<string> => (await fetch(slack.url + path)).text();
    expect(await get('')).toContain('<title>page</title>');
    expect(await get('app.js')).toBe('page()');
    expect(await get('panel/state')).toBe('panel');
    expect((await fetch(`${slack.url}%2e%2e/%2e%2e/etc/passwd`)).status).toBe(404);
    expect((await fetch(`${slack.url}..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });

  it('takes actions from its own page alone', async () => {
    const action = { kind: 'post', user: 'U0DBA', channel: 'C0ORDERS', text: 'x' } as const;
    const origin = slack.url.slice(0, -1);
    expect(await act(action, { origin })).toEqual({ ok: true });
    expect(await act(action, { origin: 'https://example.com' })).toMatchObject({ ok: false });
    expect(await act(action, { origin: 'null' })).toMatchObject({ ok: false });
    expect(await act(action, { 'content-type': 'text/plain' })).toMatchObject({ ok: false });
    expect(slack.messages('C0ORDERS')).toHaveLength(1);
  });

  it('answers under no other name', async () => {
    const statusFor = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ port: slack.port, path: '/page/state', headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await statusFor(`127.0.0.1:${slack.port}`)).toBe(200);
    expect(await statusFor(`localhost:${slack.port}`)).toBe(200);
    expect(await statusFor('rebound.example.com')).toBe(421);
  });

  it('chooses around a port that is taken', async () => {
    const other = await startLocalSlack({ port: slack.port });
    expect(other.port).not.toBe(slack.port);
    await other.stop();
  });
});
