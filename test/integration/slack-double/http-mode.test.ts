import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocatePort } from '../../../lab/postgres/ports.js';
import {
  type LocalSlack,
  type LocalSlackOptions,
  ManualClock,
  startLocalSlack,
} from '../../../lab/slack/local-slack.js';
import { clientOf, errorOf, httpApp } from './bolt.js';

const SECRET = 'a signing secret';
let clock: ManualClock;
let slack: LocalSlack;
let stop: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  clock = new ManualClock();
});

afterEach(async () => {
  for (const end of stop.reverse()) await end();
  stop = [];
});

async function start(
  prepare: (app: App) => void,
  signingSecret = SECRET,
  options: LocalSlackOptions = {},
): Promise<void> {
  // The app's URL has to be known before the app listens.
  const port = await allocatePort();
  slack = await startLocalSlack({
    clock,
    ...options,
    apps: [{ signingSecret: SECRET, requestUrls: `http://127.0.0.1:${port}/slack/events` }],
  });
  stop.push(() => slack.stop());
  const { app, receiver } = httpApp(slack, signingSecret);
  prepare(app);
  const server = await receiver.start({ port, host: '127.0.0.1' });
  stop.push(async () => {
    server.closeAllConnections();
    await receiver.stop();
  });
}

describe('Bolt over signed requests', () => {
  it('answers commands, clicks and events', async () => {
    const seen: string[] = [];
    await start((app) => {
      app.command('/pgrepl', async ({ command, ack, respond }) => {
        await ack(`You said: ${command.text}`);
        await respond({
          text: 'a button',
          blocks: [
            {
              type: 'actions',
              elements: [
                { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
              ],
            },
          ],
        });
      });
      app.action('go', async ({ ack, action }) => {
        seen.push(action.type);
        await ack();
      });
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [] } });
      });
    });
    const person = slack.as('dba');
    const outcome = await person.command('/pgrepl', 'status & more=1', '#orders');
    expect(outcome).toMatchObject({ acked: true });
    expect(await outcome.response(0)).toMatchObject({ text: 'You said: status & more=1' });
    const message = await outcome.response(1);
    expect(await person.click(message, 'go')).toMatchObject({ acked: true });
    expect(seen).toEqual(['button']);
    expect(await person.openHome()).toMatchObject({ type: 'home' });
  });

  it('is refused by an app with another secret', async () => {
    await start(() => undefined, 'another secret');
    const outcome = await slack.as('dba').command('/pgrepl');
    expect(outcome.told).toBe('/pgrepl failed with the error "dispatch_failed"');
    expect(slack.envelopes()[0]?.delivery).toMatchObject({ reason: 'refused', status: 401 });
  });

  it('passes the challenge of its URL', async () => {
    await start(() => undefined);
    expect(await slack.verifyRequestUrl()).toBe(true);
  });

  it('is not waited for after three seconds', async () => {
    let raise = (): void => undefined;
    const heard = new Promise<void>((resolve) => {
      raise = resolve;
    });
    await start((app) => {
      app.command('/pgrepl', () => {
        raise();
        return Promise.resolve();
      });
    });
    const running = slack.as('dba').command('/pgrepl');
    await heard;
    clock.advance(3_000);
    expect((await running).told).toMatch(/did not respond/);
  });

  it('gets an event again with its number and the reason', async () => {
    const tries: unknown[] = [];
    await start((app) => {
      app.event('app_home_opened', ({ context }) => {
        tries.push([context.retryNum, context.retryReason]);
        return Promise.resolve();
      });
    });
    slack
      .as('dba')
      .openHome(1)
      .catch(() => undefined);
    await slack.waitUntil(() => slack.envelopes()[0]?.delivery?.ok === true, 'the event');
    await slack.redeliver();
    expect(tries).toEqual([
      [undefined, undefined],
      [1, 'http_timeout'],
    ]);
  });

  it('cannot open a socket', async () => {
    await start(() => undefined);
    const client = clientOf(slack, slack.app.appToken);
    expect(await errorOf(client.apps.connections.open())).toBe('forbidden_request_type');
  });
});

describe('an app whose URL does not answer', () => {
  it('gets events again, with the reason', async () => {
    const port = await allocatePort();
    slack = await startLocalSlack({
      clock,
      apps: [{ requestUrls: `http://127.0.0.1:${port}/` }],
    });
    stop.push(() => slack.stop());
    slack
      .as('dba')
      .openHome(1)
      .catch(() => undefined);
    await slack.waitUntil(() => slack.envelopes()[1]?.delivery !== undefined, 'a second try');
    expect(slack.envelopes().map(({ envelope }) => envelope.retryReason)).toEqual([
      null,
      'connection_failed',
    ]);
  });
});
