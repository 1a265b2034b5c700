import { describe, expect, it } from 'vitest';
import { appTokenRefused, botTokenRefused } from '../../../src/slack/refused-token.js';
import { createClients } from '../../../src/slack/api/clients.js';
import { stopwatch } from '../../support/stopwatch.js';
import { anApp, aSlack, shown } from './support.js';

describe('the Socket Mode connection', () => {
  it.each(['requestDisconnect', 'disconnectSockets'] as const)(
    'is back at once after %s',
    async (how) => {
      const slack = await aSlack();
      let connections = 0;
      const { app } = anApp(slack, { onConnected: () => (connections += 1) });
      await app.start();
      const took = stopwatch();
      slack[how]();
      await expect.poll(() => connections, { interval: 5 }).toBe(2);
      expect(took()).toBeLessThan(2_000);
      const asked = await slack.as('sre').command('/pgrepl', 'status');
      expect(shown(await asked.response())).toContain('2 clusters');
    },
  );

  it('comes up by itself when Slack does', async () => {
    const slack = await aSlack();
    slack.outage(true);
    const connected: string[] = [];
    const { app, fatal } = anApp(slack, { onConnected: () => connected.push('again') });
    expect(await app.start()).toMatchObject({ kind: 'retrying' });
    expect(app.status()).toMatchObject({ connection: { kind: 'disconnected' }, team: null });
    slack.outage(false);
    await slack.connected(20_000);
    await expect.poll(() => app.status().connection.kind).toBe('connected');
    expect(connected).toEqual(['again']);
    await expect.poll(() => app.status().team, { timeout: 10_000 }).toBe('Local Slack');
    const asked = await slack.as('sre').command('/pgrepl', 'status');
    expect(shown(await asked.response())).toContain('2 clusters');
    expect(fatal).toEqual([]);
  });

  it('names a token that is refused at the start', async () => {
    const slack = await aSlack();
    slack.revokeToken(slack.app.botToken, 'token_revoked');
    expect(await anApp(slack).app.start()).toEqual({
      kind: 'refused',
      reason: botTokenRefused('token_revoked'),
    });
    slack.restoreToken(slack.app.botToken);
    slack.revokeToken(slack.app.appToken);
    const made = anApp(slack);
    const reason = appTokenRefused('invalid_auth');
    expect(await made.app.start()).toEqual({ kind: 'refused', reason });
    expect(made.fatal).toEqual([reason]);
  });

  it('names a token that is refused later, instead of ending the process', async () => {
    const slack = await aSlack();
    const made = anApp(slack);
    await made.app.start();
    slack.revokeToken(slack.app.appToken, 'account_inactive');
    slack.disconnectSockets();
    await expect.poll(() => made.fatal).toEqual([appTokenRefused('account_inactive')]);
    expect(made.app.status().connection).toMatchObject({
      kind: 'disconnected',
      reason: appTokenRefused('account_inactive'),
    });
  });

  it('finishes what is in hand before it closes', async () => {
    const slack = await aSlack();
    const { app } = anApp(slack);
    await app.start();
    slack.faults.add({ kind: 'slow', delayMs: 500, match: { method: 'users.info' } });
    const asking = slack.as('sre').command('/pgrepl', 'status');
    await slack.waitUntil(() => slack.envelopes().length > 0, 'the command on its way');
    await expect.poll(() => slack.calls('users.info').length, { interval: 5 }).toBe(1);
    await app.stop(5_000);
    expect(shown(await (await asking).response())).toContain('2 clusters');
    await expect.poll(() => slack.connections()).toBe(0);
    expect(app.status().connection).toEqual({ kind: 'stopped' });
  });

  it('keeps tokens out of the log', async () => {
    const slack = await aSlack();
    const made = anApp(slack, {
      clients: createClients({
        botToken: 'xoxb-not-a-token-at-all',
        apiUrl: slack.apiUrl,
        log: {
          debug: () => undefined,
          info: () => undefined,
          warn: () => undefined,
          error: () => undefined,
        },
      }),
    });
    await made.app.start();
    expect(made.log.lines.join()).not.toMatch(/xoxb|xapp/);
  });
});

describe('HTTP', () => {
  it('answers signed requests and no others', async () => {
    // The local Slack must know where pgrepl listens, and pgrepl where the local Slack does.
    const urls = { commands: '', interactivity: '', events: '' };
    const slack = await aSlack({ requestUrls: urls });
    const { signingSecret } = slack.app;
    const mode = { kind: 'http', signingSecret, host: '127.0.0.1', port: 0 } as const;
    const { app } = anApp(slack, { mode });
    expect(await app.start()).toEqual({ kind: 'connected' });
    const origin = `http://127.0.0.1:${app.port() ?? 0}`;
    const url = `${origin}/slack/events`;
    Object.assign(urls, { commands: url, interactivity: url, events: url });

    expect(await slack.verifyRequestUrl()).toBe(true);
    const asked = await slack.as('sre').command('/pgrepl', 'status orders');
    const answer = await asked.response();
    expect(answer.ephemeralFor).toBe('U0SRE');
    const shared = await slack.as('sre').click(answer, 'answer_share');
    expect((await shared.response()).ephemeralFor).toBeNull();
    expect(JSON.stringify((await slack.as('sre').openHome()).content)).toContain('2 clusters');

    const forged = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'command=/pgrepl&text=status&user_id=U0SRE&team_id=T0LABTEAM',
    });
    expect(forged.status).toBe(401);
    const elsewhere = await fetch(`${origin}/`);
    expect(elsewhere.status).toBe(404);
    await app.stop(1_000);
    expect(app.port()).toBeNull();
  });

  it('says when its port is taken', async () => {
    const slack = await aSlack();
    const mode = { kind: 'http', signingSecret: 's', host: '127.0.0.1', port: slack.port } as const;
    const made = anApp(slack, { mode });
    expect(await made.app.start()).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('EADDRINUSE') as string,
    });
  });
});
