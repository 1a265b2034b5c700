import { describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../../lab/slack/server/local-slack.js';
import { checkSlack, type CheckSlackOptions } from '../../../src/slack/check-slack.js';
import { aSlack, KeptLog } from './support.js';

function options(slack: LocalSlack, changes: Partial<CheckSlackOptions> = {}): CheckSlackOptions {
  return {
    botToken: slack.app.botToken,
    mode: { kind: 'socket', appToken: slack.app.appToken },
    apiUrl: slack.apiUrl,
    channels: [{ channel: '#orders', purpose: 'cluster orders' }],
    people: [],
    log: new KeptLog(),
    ...changes,
  };
}

async function levels(given: CheckSlackOptions): Promise<string[]> {
  return (await checkSlack(given)).map(({ level, message }) => `${level}: ${message}`);
}

describe('checkSlack', () => {
  it('passes where everything is there', async () => {
    const slack = await aSlack();
    expect(await levels(options(slack))).toEqual([
      'pass: The bot token is valid, for the workspace Local Slack (T0LABTEAM).',
      'pass: The bot token has every scope that is needed.',
      'pass: The app token opens a Socket Mode connection.',
      'pass: The channel #orders (cluster orders) is there and pgrepl is in it.',
    ]);
    expect(slack.calls('chat.postMessage')).toEqual([]);
  });

  it('says of each channel what is wrong with it', async () => {
    const slack = await aSlack();
    const channels = ['C0ALERTS', '#nowhere', 'old-migration', '#general', '#ext-partner'].map(
      (channel) => ({ channel, purpose: 'p' }),
    );
    const checks = await checkSlack(options(slack, { channels }));
    expect(checks.slice(3).map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'pass: The channel C0ALERTS (p) is there and pgrepl is in it.',
      'fail: The channel #nowhere (p) does not exist, or it is private and pgrepl is not in it.',
      'fail: The channel old-migration (p) is archived.',
      'fail: pgrepl is not in #general (p).',
      'warn: The channel #ext-partner (p) is shared with another organisation, which reads along.',
    ]);
    for (const { level, remedy } of checks) expect(remedy === null).toBe(level === 'pass');
  });

  it('says of everybody who is named whether they are there and can act', async () => {
    const slack = await aSlack();
    slack.admin.setGroupMembers('dba-oncall', []);
    const user = (id: string) => ({ principal: { kind: 'user' as const, id }, purpose: 'p' });
    const group = (id: string) => ({ principal: { kind: 'group' as const, id }, purpose: 'p' });
    const people = [
      { ...user('U0DBA'), purpose: 'orders: switchover.request' },
      { ...user('U0DBA'), purpose: 'orders: switchover.approve' },
      ...['U0NOBODY', 'U0GUEST', 'U0FORMER', 'U0FOREIGN'].map(user),
      ...['S0DBAONCALL', 'S0NOWHERE'].map(group),
    ];
    const checks = await checkSlack(options(slack, { people }));
    expect(checks.slice(4).map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'pass: The user U0DBA (orders: switchover.request, orders: switchover.approve) is a member of the workspace.',
      'fail: The user U0NOBODY (p) does not exist.',
      'fail: The user U0GUEST (p) is a guest, whom pgrepl refuses.',
      'fail: The user U0FORMER (p) is deactivated.',
      'fail: The user U0FOREIGN (p) belongs to another workspace.',
      'warn: The user group S0DBAONCALL (p) has no members.',
      'fail: The user group S0NOWHERE (p) does not exist.',
    ]);
  });

  it('names missing scopes, tokens that are refused, and tokens that are not set', async () => {
    const slack = await aSlack({
      manifest: {
        display_information: { name: 'pgrepl' },
        oauth_config: { scopes: { bot: ['chat:write', 'channels:read', 'groups:read'] } },
        settings: { socket_mode_enabled: true },
      },
    });
    expect(await levels(options(slack))).toContain(
      'fail: The bot token lacks the scopes app_mentions:read, channels:history, commands, files:write, groups:history, usergroups:read, users:read.',
    );
    slack.revokeToken(slack.app.botToken);
    slack.revokeToken(slack.app.appToken);
    expect(await levels(options(slack))).toEqual([
      'fail: Slack refuses the bot token: invalid_auth.',
      'fail: Socket Mode does not open: invalid_auth.',
    ]);
    const unset = { botToken: null, mode: { kind: 'http', signingSecret: null } } as const;
    expect(await levels(options(slack, unset))).toEqual([
      'fail: SLACK_BOT_TOKEN is not set.',
      'fail: SLACK_SIGNING_SECRET is not set.',
    ]);
  });

  it('says so where Slack can’t be reached', async () => {
    const slack = await aSlack();
    slack.outage(true);
    const [first] = await levels(options(slack));
    expect(first).toMatch(/^fail: Slack can't be reached: /);
  });
});
