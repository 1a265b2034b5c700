import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, ManualClock, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { clientOf, errorOf, socketApp } from './bolt.js';

const ALERTS = 'C0ALERTS';
let clock: ManualClock;
let slack: LocalSlack;
let client: WebClient;

beforeEach(async () => {
  clock = new ManualClock();
  slack = await startLocalSlack({ clock });
  client = clientOf(slack);
});

afterEach(async () => {
  await slack.stop();
});

const post = (text = 'x', channel = ALERTS): Promise<string> =>
  errorOf(client.chat.postMessage({ channel, text }));
const count = (): number => slack.messages(ALERTS).length;

describe('a fault', () => {
  it('can be too many requests, with the seconds to wait', async () => {
    slack.faults.add({ kind: '429', retryAfterSeconds: 7, match: { method: 'chat.postMessage' } });
    await expect(client.chat.postMessage({ channel: ALERTS, text: 'x' })).rejects.toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 7,
    });
    expect(count()).toBe(0);
    expect(slack.calls('chat.postMessage')).toMatchObject([{ status: 429, error: 'ratelimited' }]);
  });

  it('can be an error of the server, or of a name', async () => {
    slack.faults.add({ kind: '500' });
    slack.faults.add({ kind: 'error', error: 'fatal_error' });
    await expect(client.chat.postMessage({ channel: ALERTS, text: 'x' })).rejects.toMatchObject({
      statusCode: 500,
    });
    expect(await post()).toBe('fatal_error');
    expect(await post()).toBe('no error');
    expect(count()).toBe(1);
  });

  it('can cut the connection before the request is acted on, or after', async () => {
    slack.faults.add({ kind: 'drop-before' });
    expect(await post()).toBe('slack_webapi_request_error');
    expect(count()).toBe(0);
    slack.faults.add({ kind: 'drop-after' });
    expect(await post()).toBe('slack_webapi_request_error');
    expect(count()).toBe(1);
  });

  it('can be silence', async () => {
    slack.faults.add({ kind: 'hang' });
    const abort = new AbortController();
    const hanging = fetch(`${slack.apiUrl}api.test`, { signal: abort.signal });
    await slack.waitUntil(() => slack.calls('api.test').length === 1, 'the call');
    abort.abort();
    await expect(hanging).rejects.toThrow();
    expect(slack.calls('api.test')[0]?.status).toBeUndefined();
  });

  it('can be slowness, by the clock', async () => {
    slack.faults.add({ kind: 'slow', delayMs: 5_000 });
    const slow = post();
    await slack.waitUntil(() => slack.calls('chat.postMessage').length === 1, 'the call');
    expect(count()).toBe(0);
    clock.advance(5_000);
    expect(await slow).toBe('no error');
    expect(count()).toBe(1);
  });

  it('strikes what it matches, as often as said, and can be taken back', async () => {
    const where = { channel: 'C0ORDERS' };
    const fault = slack.faults.add({
      kind: 'error',
      error: 'is_archived',
      times: 2,
      match: { method: 'chat.postMessage', where: (args) => args['channel'] === where.channel },
    });
    expect(await post('x', ALERTS)).toBe('no error');
    expect(await post('x', where.channel)).toBe('is_archived');
    expect(await post('x', where.channel)).toBe('is_archived');
    expect(await post('x', where.channel)).toBe('no error');
    expect(fault.hits()).toBe(2);
    const endless = slack.faults.add({ kind: '500', times: Infinity });
    expect(await post()).toBe('slack_webapi_http_error');
    endless.remove();
    expect(await post()).toBe('no error');
  });

  it('strikes response URLs by their path', async () => {
    const app = socketApp(slack);
    app.command('/pgrepl', async ({ ack }) => {
      await ack();
    });
    await app.start();
    const { payload } = await slack.as('dba').command('/pgrepl');
    const respond = (): Promise<Response> =>
      fetch(String(payload['response_url']), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"text":"x"}',
      });
    slack.faults.add({ kind: '500', match: { path: /^\/actions\// } });
    expect((await respond()).status).toBe(500);
    expect((await respond()).status).toBe(200);
    await app.stop();
    await slack.waitUntil(() => slack.connections() === 0, 'the end of the connection');
  });
});

describe('an outage', () => {
  it('refuses apps, sockets too, and leaves people their page', async () => {
    const app = socketApp(slack);
    app.command('/pgrepl', async ({ ack }) => {
      await ack();
    });
    await app.start();
    await slack.connected();
    slack.outage(true);
    await slack.waitUntil(() => slack.connections() === 0, 'the end of the connection');
    expect(await post()).toBe('slack_webapi_request_error');
    const { told } = await slack.as('dba').command('/pgrepl');
    expect(told).toBe('/pgrepl failed with the error "dispatch_failed"');
    expect((await fetch(`${slack.url}page/state`)).status).toBe(200);
    slack.outage(false);
    expect(await post()).toBe('no error');
    await app.stop();
  });
});

describe('rate limits', () => {
  it('let a short burst of messages into a channel, then about one a second', async () => {
    await slack.stop();
    slack = await startLocalSlack({ clock, rateLimits: true });
    client = clientOf(slack);
    const outcomes = async (channel: string, times: number): Promise<string[]> => {
      const all: string[] = [];
      for (let number = 0; number < times; number += 1) all.push(await post('x', channel));
      return all;
    };
    const limited = 'slack_webapi_rate_limited_error';
    const well = 'no error';
    expect(await outcomes(ALERTS, 6)).toEqual([well, well, well, well, well, limited]);
    expect(await outcomes('C0ORDERS', 1)).toEqual([well]);
    clock.advance(1_000);
    expect(await outcomes(ALERTS, 2)).toEqual([well, limited]);
  });
});
