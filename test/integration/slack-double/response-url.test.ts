import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '@slack/bolt';
import { type LocalSlack, ManualClock, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { socketApp } from './bolt.js';

let clock: ManualClock;
let slack: LocalSlack;
let app: App;
let url: string;

beforeEach(async () => {
  clock = new ManualClock();
  slack = await startLocalSlack({ clock });
  app = socketApp(slack);
  app.command('/pgrepl', async ({ ack }) => {
    await ack();
  });
  await app.start();
  const { payload } = await slack.as('dba').command('/pgrepl', '', '#orders');
  url = String(payload['response_url']);
});

afterEach(async () => {
  await app.stop();
  await slack.waitUntil(() => slack.connections() === 0, 'the end of the connections');
  await slack.stop();
});

async function respond(message: unknown): Promise<readonly [number, string]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  return [response.status, await response.text()];
}

const seenBy = (who: string): string[] =>
  slack
    .as(who)
    .messagesIn('#orders')
    .map(({ text }) => text);

describe('a response URL', () => {
  it('is good for five answers', async () => {
    for (let count = 1; count <= 5; count += 1)
      expect(await respond({ text: `answer ${count}` })).toEqual([200, 'ok']);
    expect(await respond({ text: 'answer 6' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
    expect(seenBy('dba')).toHaveLength(5);
  });

  it('is good for thirty minutes', async () => {
    clock.advance(30 * 60_000);
    expect(await respond({ text: 'just in time' })).toEqual([200, 'ok']);
    clock.advance(1);
    expect(await respond({ text: 'late' })).toEqual([404, '{"ok":false,"error":"expired_url"}']);
  });

  it('answers for the person alone, or for the channel', async () => {
    await respond({ text: 'only you' });
    await respond({ text: 'all', response_type: 'in_channel' });
    expect(seenBy('dba')).toEqual(['only you', 'all']);
    expect(seenBy('sre')).toEqual(['all']);
  });

  it('has no message to replace or delete after a command', async () => {
    await respond({ text: 'first', replace_original: true });
    await respond({ delete_original: true });
    expect(seenBy('dba')).toEqual(['first']);
  });

  it('takes a form with a payload', async () => {
    const body = new URLSearchParams({ payload: JSON.stringify({ text: 'as a form' }) });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    expect(seenBy('dba')).toEqual(['as a form']);
  });

  it('refuses what chat.postMessage would, and does not count it', async () => {
    const refused = async (message: unknown): Promise<string> => (await respond(message))[1];
    expect(await refused({ text: '' })).toContain('no_text');
    expect(await refused({ text: 'x', blocks: [{ type: 'nothing' }] })).toContain('invalid_blocks');
    expect(await refused({ text: 'x', response_type: 'loud' })).toContain('invalid_response_type');
    for (let count = 1; count <= 5; count += 1) await respond({ text: 'x' });
    expect(seenBy('dba')).toHaveLength(5);
  });

  it('that was made up leads nowhere', async () => {
    const response = await fetch(`${slack.url}actions/T0/none`, { method: 'POST' });
    expect(response.status).toBe(404);
  });
});
