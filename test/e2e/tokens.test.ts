import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { type LocalSlack, startLocalSlack } from '../../lab/slack/local-slack.js';
import { Program, type ProgramOptions } from './support/child.js';
import { configText, environmentFor } from './support/configuration.js';
import { makePlace, type Place } from './support/place.js';
import { restore } from './support/restore.js';

describe('a token that Slack no longer takes', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  let slack: LocalSlack;
  let place: Place;
  let options: ProgramOptions;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
  });

  afterAll(() => cluster.stop());

  beforeEach(async () => {
    [slack, place] = await Promise.all([startLocalSlack(), makePlace()]);
    options = {
      place,
      config: configText({ clusters: { orders: { lab: cluster } } }),
      environment: environmentFor(slack),
    };
  });

  afterEach(async () => {
    await Program.endAll();
    await slack.stop();
    await place.remove();
    await restore(cluster);
  });

  it.each(['bot', 'app'] as const)('at the start ends pgrepl: the %s token', async (which) => {
    slack.revokeToken(which === 'bot' ? slack.app.botToken : slack.app.appToken);
    const program = await Program.run(options, 'start');
    const { code, err } = await program.ended;
    expect(code).toBe(1);
    expect(err).toContain('invalid_auth');
    expect(err).toContain(which === 'bot' ? 'SLACK_BOT_TOKEN' : 'SLACK_APP_TOKEN');
    expect(err).not.toMatch(/\n\s+at |UnhandledPromise/);
    expect(await place.storePid()).toBeUndefined();
  });

  it('while it runs ends pgrepl: the app token, when it is needed again', async () => {
    const program = await Program.start(options);
    slack.revokeToken(slack.app.appToken, 'token_revoked');
    slack.disconnectSockets();
    const { code, err } = await program.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/token_revoked[^\n]*SLACK_APP_TOKEN|SLACK_APP_TOKEN[^\n]*token_revoked/);
  });

  it('while it runs ends pgrepl: the bot token, when there is something to tell; which is told after the next start', async () => {
    const program = await Program.start(options);
    slack.revokeToken(slack.app.botToken, 'token_revoked');
    await cluster.node('s1').kill();
    const { code, err } = await program.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/token_revoked[^\n]*SLACK_BOT_TOKEN|SLACK_BOT_TOKEN[^\n]*token_revoked/);
    slack.restoreToken(slack.app.botToken);
    const next = await Program.start(options);
    await slack.waitForMessage(({ text }) => text.includes('s1 is down'));
    expect((await next.stop()).code).toBe(0);
  });
});
