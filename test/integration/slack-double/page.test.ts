import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import type { PageEvent } from '../../../lab/slack/page-api.js';
import { clientOf, socketApp } from './bolt.js';
import { act, state, stream, type Told } from './page-support.js';

let slack: LocalSlack;

beforeEach(async () => {
  slack = await startLocalSlack();
});

afterEach(() => slack.stop());

const post = (channel: string, text: string): Promise<unknown> =>
  clientOf(slack).chat.postMessage({ channel, text });

describe('the state', () => {
  it('is what a person sees', async () => {
    await post('C0DBAS', 'for DBAs');
    const dba = await state(slack, 'U0DBA');
    expect(dba.me).toMatchObject({ id: 'U0DBA', kind: 'admin' });
    expect(new Set(dba.users.map(({ kind }) => kind))).toEqual(
      new Set(['member', 'admin', 'guest', 'deactivated', 'bot', 'foreign']),
    );
    expect(dba.channels.map(({ name }) => name)).toContain('dba-private');
    expect(dba.messages).toMatchObject([{ channel: 'C0DBAS', text: 'for DBAs', ephemeral: false }]);
    expect(dba.commands).toMatchObject([{ command: '/pgrepl' }]);
    expect(dba.userGroups).toEqual([{ id: 'S0DBAONCALL', handle: 'dba-oncall' }]);
    const requester = await state(slack, 'U0REQUESTER');
    expect(requester.channels.map(({ name }) => name)).not.toContain('dba-private');
    expect(requester.messages).toEqual([]);
    expect((await state(slack, 'U0GUEST')).channels.map(({ name }) => name)).toEqual(['lobby']);
    expect((await state(slack, 'U0FOREIGN')).channels.map(({ name }) => name)).toEqual([
      'ext-partner',
    ]);
    expect((await state(slack)).me.id).toBe('U0DBA');
    expect((await state(slack, 'U0NOBODY')).me.id).toBe('U0DBA');
  });

  it('counts what is unread, until it is read', async () => {
    const unread = async (user: string): Promise<number | undefined> =>
      (await state(slack, user)).channels.find(({ id }) => id === 'C0ORDERS')?.unread;
    await post('C0ORDERS', 'one');
    await post('C0ORDERS', 'two');
    expect(await unread('U0SRE')).toBe(2);
    expect(await act(slack, { kind: 'mark-read', user: 'U0SRE', channel: 'C0ORDERS' })).toEqual({
      ok: true,
    });
    expect(await unread('U0SRE')).toBe(0);
    expect(await unread('U0DBA')).toBe(2);
    await act(slack, { kind: 'post', user: 'U0DBA', channel: 'C0ORDERS', text: 'mine' });
    expect(await unread('U0DBA')).toBe(0);
    expect(await unread('U0SRE')).toBe(1);
  });

  it('says whether the app is connected', async () => {
    expect((await state(slack)).app.connected).toBe(false);
    const events = await stream(slack, 'U0DBA');
    const app = socketApp(slack);
    await app.start();
    expect((await events.until(({ kind }) => kind === 'app')).event).toEqual({
      kind: 'app',
      connected: true,
    });
    expect((await state(slack)).app.connected).toBe(true);
    await app.stop();
  });
});

describe('the events', () => {
  it('come in order, and tell each person only what they see', async () => {
    const dba = await stream(slack, 'U0DBA');
    const requester = await stream(slack, 'U0REQUESTER');
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
    const first = await stream(slack, 'U0DBA');
    await post('C0ORDERS', 'one');
    const seen = await first.until(({ kind }) => kind === 'message');
    first.close();
    await post('C0ORDERS', 'two');
    const { eventId } = await state(slack, 'U0DBA');
    const again = await stream(slack, 'U0DBA', seen.id);
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
    const events = await stream(slack, 'U0DBA');
    await clientOf(slack).chat.postMessage({ channel: 'C0ORDERS', text: 'reply', thread_ts: ts });
    const { event } = await events.until(
      (each) => each.kind === 'message' && each.message.text === 'root',
    );
    expect(event).toMatchObject({ message: { ts, replyCount: 1 } });
    events.close();
  });
});
