import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import type { PageAction, PageActionResult, PageState } from '../../../lab/slack/page-api.js';
import { clientOf } from './bolt.js';

let slack: LocalSlack;

beforeEach(async () => {
  slack = await startLocalSlack({ apps: [{ memberOf: ['orders'] }] });
});

afterEach(() => slack.stop());

async function state(user: string): Promise<PageState> {
  return (await (await fetch(`${slack.url}page/state?user=${user}`)).json()) as PageState;
}

async function act(action: PageAction): Promise<PageActionResult> {
  const response = await fetch(`${slack.url}page/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  });
  return (await response.json()) as PageActionResult;
}

describe('messages on the page', () => {
  it('are edited and deleted by their authors, and deleted by administrators', async () => {
    const channel = 'C0ORDERS';
    const well = { ok: true };
    expect(await act({ kind: 'post', user: 'U0SRE', channel, text: 'first' })).toEqual(well);
    const [message] = (await state('U0SRE')).messages;
    const at = { channel, ts: message?.ts ?? '' };
    const edit = { kind: 'edit-message', ...at, text: 'second' } as const;
    expect(await act({ ...edit, user: 'U0DBA' })).toMatchObject({ ok: false });
    expect(await act({ ...edit, user: 'U0SRE' })).toEqual(well);
    expect((await state('U0DBA')).messages).toMatchObject([{ text: 'second', edited: true }]);
    await clientOf(slack).chat.postMessage({ channel, text: 'of the app' });
    const app = (await state('U0SRE')).messages.at(-1)?.ts ?? '';
    const remove = { kind: 'delete-message', channel, ts: app } as const;
    expect(await act({ ...remove, user: 'U0SRE' })).toMatchObject({ ok: false });
    expect(await act({ ...remove, user: 'U0DBA' })).toEqual(well);
    expect(await act({ kind: 'delete-message', ...at, user: 'U0SRE' })).toEqual(well);
    expect((await state('U0DBA')).messages).toEqual([]);
  });
});
