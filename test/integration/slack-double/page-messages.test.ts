import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { clientOf } from './bolt.js';
import { act, state } from './page-support.js';

let slack: LocalSlack;

beforeEach(async () => {
  slack = await startLocalSlack({ apps: [{ memberOf: ['orders'] }] });
});

afterEach(() => slack.stop());

describe('messages on the page', () => {
  it('are edited and deleted by their authors, and deleted by administrators', async () => {
    const channel = 'C0ORDERS';
    const well = { ok: true };
    expect(await act(slack, { kind: 'post', user: 'U0SRE', channel, text: 'first' })).toEqual(well);
    const [message] = (await state(slack, 'U0SRE')).messages;
    const at = { channel, ts: message?.ts ?? '' };
    const edit = { kind: 'edit-message', ...at, text: 'second' } as const;
    expect(await act(slack, { ...edit, user: 'U0DBA' })).toMatchObject({ ok: false });
    expect(await act(slack, { ...edit, user: 'U0SRE' })).toEqual(well);
    expect((await state(slack, 'U0DBA')).messages).toMatchObject([
      { text: 'second', edited: true },
    ]);
    await clientOf(slack).chat.postMessage({ channel, text: 'of the app' });
    const app = (await state(slack, 'U0SRE')).messages.at(-1)?.ts ?? '';
    const remove = { kind: 'delete-message', channel, ts: app } as const;
    expect(await act(slack, { ...remove, user: 'U0SRE' })).toMatchObject({ ok: false });
    expect(await act(slack, { ...remove, user: 'U0DBA' })).toEqual(well);
    expect(await act(slack, { kind: 'delete-message', ...at, user: 'U0SRE' })).toEqual(well);
    expect((await state(slack, 'U0DBA')).messages).toEqual([]);
  });
});
