import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { act } from './page-support.js';

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
    expect(await act(slack, action, { origin })).toEqual({ ok: true });
    expect(await act(slack, action, { origin: 'https://example.com' })).toMatchObject({
      ok: false,
    });
    expect(await act(slack, action, { origin: 'null' })).toMatchObject({ ok: false });
    expect(await act(slack, action, { 'content-type': 'text/plain' })).toMatchObject({ ok: false });
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
