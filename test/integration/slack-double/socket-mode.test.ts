import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSlack, ManualClock, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { socketApp } from './bolt.js';

let clock: ManualClock;
let slack: LocalSlack;
const apps: App[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  slack = await startLocalSlack({ clock });
});

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
  await slack.waitUntil(() => slack.connections() === 0, 'the end of the connections');
  await slack.stop();
});

async function started(prepare: (app: App) => void): Promise<App> {
  const app = socketApp(slack);
  prepare(app);
  const before = slack.connections();
  await app.start();
  apps.push(app);
  await slack.waitUntil(() => slack.connections() > before, 'another connection');
  return app;
}

/** Resolves when it is called. */
function signal(): { readonly raised: Promise<void>; readonly raise: () => void } {
  let raise = (): void => undefined;
  const raised = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return {
    raised,
    raise: () => {
      raise();
    },
  };
}

describe('a slash command', () => {
  it('is answered for the person alone unless the app says otherwise', async () => {
    await started((app) => {
      app.command('/pgrepl', async ({ command, ack, respond }) => {
        await ack(`You said: ${command.text}`);
        await respond({ text: 'for all', response_type: 'in_channel' });
      });
    });
    const outcome = await slack.as('requester').command('/pgrepl', ' status orders ', '#orders');
    expect(outcome).toMatchObject({ acked: true, told: null });
    expect(outcome.ms).toBeGreaterThan(0);
    expect(await outcome.response(0)).toMatchObject({ text: 'You said: status orders' });
    expect(await outcome.response(1)).toMatchObject({ text: 'for all', ephemeralFor: null });
    const texts = (who: string): string[] =>
      slack
        .as(who)
        .messagesIn('#orders')
        .map(({ text }) => text);
    expect(texts('requester')).toEqual(['You said: status orders', 'for all']);
    expect(texts('sre')).toEqual(['for all']);
  });

  it('carries what Slack sends with it', async () => {
    const bodies: unknown[] = [];
    await started((app) => {
      app.command('/pgrepl', async ({ body, ack }) => {
        bodies.push(body);
        await ack();
      });
    });
    await slack.as('sre').command('/pgrepl', 'lag', '#dba-private');
    expect(bodies).toEqual([
      {
        token: expect.any(String) as string,
        team_id: slack.team.id,
        team_domain: slack.team.domain,
        channel_id: slack.channel('#dba-private').id,
        channel_name: 'privategroup',
        user_id: 'U0SRE',
        user_name: 'sre',
        command: '/pgrepl',
        text: 'lag',
        api_app_id: slack.app.id,
        is_enterprise_install: 'false',
        response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/actions\//) as string,
        trigger_id: expect.any(String) as string,
      },
    ]);
  });

  it('that comes from another team carries that team', async () => {
    await started((app) => {
      app.command('/pgrepl', async ({ command, ack }) => {
        await ack(command.team_id);
      });
    });
    const outcome = await slack.as('partner').command('/pgrepl', '', '#ext-partner');
    expect((await outcome.response()).text).not.toBe(slack.team.id);
  });

  it('that is not acknowledged within three seconds is told to the person', async () => {
    const heard = signal();
    await started((app) => {
      app.command('/pgrepl', () => {
        heard.raise();
        return Promise.resolve();
      });
    });
    const running = slack.as('requester').command('/pgrepl', 'status');
    await heard.raised;
    clock.advance(3_000);
    const outcome = await running;
    expect(outcome).toMatchObject({ acked: false, ms: null });
    expect(outcome.told).toMatch(/^\/pgrepl failed because the app did not respond/);
    expect(outcome.responses()).toEqual([]);
  });

  it('is not dispatched while the app has no connection', async () => {
    const outcome = await slack.as('requester').command('/pgrepl', 'status');
    expect(outcome).toMatchObject({
      acked: false,
      told: '/pgrepl failed with the error "dispatch_failed"',
    });
  });

  it('needs a command that exists, no thread, and a channel that is not archived', async () => {
    const person = slack.as('requester');
    const told = async (...args: Parameters<typeof person.command>): Promise<string | null> =>
      (await person.command(...args)).told;
    expect(await told('/nothing')).toMatch(/^\/nothing is not a valid command/);
    expect(await told('/pgrepl', '', '#orders', '1.000001')).toMatch(/not supported in threads/);
    expect(await told('/pgrepl', '', '#old-migration')).toMatch(/archived/);
    expect(slack.envelopes()).toEqual([]);
  });

  it('whose answer is no valid message says which error it is', async () => {
    await started((app) => {
      app.command('/pgrepl', async ({ ack }) => {
        await ack({ blocks: [{ type: 'header', text: { type: 'plain_text', text: '' } }] });
      });
    });
    const outcome = await slack.as('requester').command('/pgrepl', 'status');
    expect(outcome.told).toBe('/pgrepl failed with the error "invalid_blocks"');
  });
});

describe('envelopes', () => {
  it('go to one connection each', async () => {
    const heard: string[] = [];
    const listen =
      (name: string) =>
      (app: App): void => {
        app.command('/pgrepl', async ({ ack }) => {
          heard.push(name);
          await ack();
        });
      };
    await started(listen('first'));
    await started(listen('second'));
    for (let count = 0; count < 6; count += 1) await slack.as('sre').command('/pgrepl');
    expect(heard).toHaveLength(6);
    expect(new Set(heard)).toEqual(new Set(['first', 'second']));
  });

  it('that are delivered again run the listener again', async () => {
    const texts: string[] = [];
    await started((app) => {
      app.command('/pgrepl', async ({ command, ack }) => {
        texts.push(command.text);
        await ack();
      });
    });
    await slack.as('sre').command('/pgrepl', 'status');
    expect((await slack.redeliver()).ok).toBe(true);
    expect(texts).toEqual(['status', 'status']);
    const [first, second] = slack.envelopes();
    expect(second?.envelope.id).toBe(first?.envelope.id);
    expect(second?.envelope).toMatchObject({ attempt: 1, retryReason: 'timeout' });
  });

  it('with events come again at once, after a minute and after five, until one is acknowledged', async () => {
    const attempted = (count: number): Promise<void> =>
      slack.waitUntil(
        () => slack.envelopes().filter(({ delivery }) => delivery !== null).length === count,
        `${count} attempts`,
      );
    // Nobody is connected, so that each try fails at once.
    slack
      .as('dba')
      .openHome(1)
      .catch(() => undefined);
    await attempted(2);
    await minuteHand(60_000);
    await attempted(3);
    const heard = signal();
    await started((bolt) => {
      bolt.event('app_home_opened', ({ event }) => {
        expect(event.user).toBe('U0DBA');
        heard.raise();
        return Promise.resolve();
      });
    });
    await minuteHand(300_000);
    await heard.raised;
    expect(slack.envelopes().map(({ envelope }) => envelope.attempt)).toEqual([0, 1, 2, 3]);
  });
});

/** Turns the clock on once it is known what waits for it. */
async function minuteHand(byMs: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(byMs);
}
