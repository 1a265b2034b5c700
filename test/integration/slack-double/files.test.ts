import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebClient } from '@slack/web-api';
import { ManualClock, startLocalSlack, type LocalSlack } from '../../../lab/slack/local-slack.js';
import { FILE_WORK_MS } from '../../../lab/slack/server/model/file-store.js';

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
const channel = 'C0ORDERS';

let clock: ManualClock;
let slack: LocalSlack;
let client: WebClient;

beforeEach(async () => {
  clock = new ManualClock();
  slack = await startLocalSlack({ clock });
  client = new WebClient(slack.app.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
  });
});

afterEach(() => slack.stop());

async function announced(content: Buffer, filename: string): Promise<{ id: string; url: string }> {
  const answer = await client.files.getUploadURLExternal({ filename, length: content.length });
  return { id: answer.file_id ?? '', url: answer.upload_url ?? '' };
}

async function send(url: string, content: Buffer): Promise<number> {
  return (await fetch(url, { method: 'POST', body: new Uint8Array(content) })).status;
}

async function handedOver(content: Buffer, filename: string): Promise<string> {
  const { id, url } = await announced(content, filename);
  expect(await send(url, content)).toBe(200);
  await client.files.completeUploadExternal({ files: [{ id, title: filename }] });
  return id;
}

/** What Slack says of a message with this picture; null if it takes it. */
async function refusalOf(id: string): Promise<string | null> {
  const blocks = [{ type: 'image' as const, alt_text: 'Lag', slack_file: { id } }];
  try {
    await client.chat.postMessage({ channel, text: 'Lag', blocks });
    return null;
  } catch (error) {
    return JSON.stringify((error as { data?: unknown }).data);
  }
}

async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return (error as { data: { error: string } }).data.error;
  }
}

describe('files of an app', () => {
  it('are taken once at each URL, and whole', async () => {
    const { id, url } = await announced(png, 'lag.png');
    expect(await errorOf(client.files.completeUploadExternal({ files: [{ id }] }))).toBe(
      'file_not_found',
    );
    expect(await send(`${url}x`, png)).toBe(404);
    expect(await send(url, png.subarray(1))).toBe(400);
    expect(await send(url, png)).toBe(404);
    const again = await announced(png, 'lag.png');
    expect(await send(again.url, png)).toBe(200);
    expect(await send(again.url, png)).toBe(404);
    await client.files.completeUploadExternal({ files: [{ id: again.id }] });
    expect(await errorOf(client.files.completeUploadExternal({ files: [{ id: again.id }] }))).toBe(
      'file_not_found',
    );
    expect(slack.file(again.id)).toMatchObject({ name: 'lag.png', mimetype: 'image/png' });
  });

  it('stand in blocks once Slack has worked through them, and no sooner', async () => {
    const id = await handedOver(png, 'lag.png');
    clock.advance(FILE_WORK_MS - 1);
    expect(await refusalOf(id)).toContain('invalid slack file [json-pointer:/blocks/0/slack_file]');
    clock.advance(1);
    expect(await refusalOf(id)).toBeNull();
    expect(slack.messages(channel).at(-1)?.blocks[0]).toMatchObject({ slack_file: { id } });
  });

  it('stand in no block if they are no picture, or nobody knows them', async () => {
    const text = await handedOver(Buffer.from('# INC-7'), 'postmortem.md');
    const picture = await handedOver(png, 'lag.png');
    clock.advance(FILE_WORK_MS);
    expect(await refusalOf(picture)).toBeNull();
    expect(await refusalOf(text)).toContain('invalid slack file');
    expect(await refusalOf('F0NOBODYKNOWS')).toContain('invalid slack file');
    expect(await refusalOf('lag.png')).toContain('failed to match pattern');
  });

  it('go to a thread with some words, where the page shows them', async () => {
    const root = await client.chat.postMessage({ channel, text: 'INC-7' });
    const sent = await announced(png, 'lag.png');
    await send(sent.url, png);
    const thread = { channel_id: channel, initial_comment: 'Its lag' };
    await client.files.completeUploadExternal({
      files: [{ id: sent.id, title: 'Lag' }],
      thread_ts: root.ts ?? '',
      ...thread,
    });
    expect(slack.thread(channel, root.ts ?? '').at(-1)).toMatchObject({
      subtype: 'file_share',
      text: 'Its lag',
      files: [{ id: sent.id, title: 'Lag' }],
    });
    const shown = await fetch(`${slack.url}page/files/${sent.id}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png);
  });

  it('are refused in a thread that there is not', async () => {
    const { id, url } = await announced(png, 'lag.png');
    await send(url, png);
    const call = client.files.completeUploadExternal({
      files: [{ id }],
      channel_id: channel,
      thread_ts: '1700000000.000100',
    });
    expect(await errorOf(call)).toBe('thread_not_found');
  });
});
