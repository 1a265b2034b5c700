import { describe, expect, it } from 'vitest';
import { startLocalSlack } from '../../../lab/slack/local-slack.js';
import { clientOf, errorOf, socketApp } from './bolt.js';

const base = { display_information: { name: 'pgrepl' } };
const start = (manifest: object): Promise<unknown> =>
  startLocalSlack({ apps: [{ manifest: { ...base, ...manifest }, memberOf: [] }] });

describe('a manifest', () => {
  it('is read from a file', async () => {
    const slack = await startLocalSlack({
      apps: [{ manifest: 'manifests/pgrepl.socket-mode.yaml' }],
    });
    expect(slack.app.scopes).toContain('chat:write');
    expect(slack.app.manifest.features.slash_commands).toMatchObject([{ command: '/pgrepl' }]);
    await slack.stop();
  });

  it('needs the scopes of what it lists', async () => {
    const command = { command: '/pgrepl', description: 'x' };
    await expect(start({ features: { slash_commands: [command] } })).rejects.toThrow(
      'slash commands need the scope commands',
    );
    const event_subscriptions = { bot_events: ['message.channels'] };
    await expect(start({ settings: { event_subscriptions } })).rejects.toThrow(
      'the event message.channels needs the scope channels:history',
    );
    await expect(
      start({ oauth_config: { scopes: { bot: ['connections:write'] } } }),
    ).rejects.toThrow('connections:write belongs to an app-level token');
  });

  it('without Socket Mode or interactivity leaves them out', async () => {
    const slack = await startLocalSlack({
      apps: [
        {
          manifest: { ...base, oauth_config: { scopes: { bot: ['chat:write'] } } },
          memberOf: ['orders'],
        },
      ],
    });
    const app = clientOf(slack, slack.app.appToken);
    expect(await errorOf(app.apps.connections.open())).toBe('forbidden_request_type');
    await clientOf(slack).chat.postMessage({
      channel: 'C0ORDERS',
      text: 'x',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
        },
      ],
    });
    const [message] = slack.messages('#orders');
    if (message === undefined) throw new Error('nothing was posted');
    expect((await slack.as('dba').click(message, 'go')).told).toMatch(/not configured/);
    await slack.stop();
  });
});

describe('several apps', () => {
  it('have tokens, commands and messages of their own', async () => {
    const slash_commands = [{ command: '/other', description: 'x' }];
    const slack = await startLocalSlack({
      apps: [
        {},
        {
          name: 'other',
          memberOf: ['orders'],
          manifest: {
            ...base,
            features: { slash_commands },
            oauth_config: { scopes: { bot: ['chat:write', 'commands'] } },
          },
        },
      ],
    });
    const other = slack.apps[1];
    if (other === undefined) throw new Error('there is one app alone');
    const { ts = '' } = await clientOf(slack).chat.postMessage({ channel: 'C0ORDERS', text: 'x' });
    const update = clientOf(slack, other.botToken).chat.update({
      channel: 'C0ORDERS',
      ts,
      text: 'y',
    });
    expect(await errorOf(update)).toBe('cant_update_message');
    const app = socketApp(slack);
    await app.start();
    await slack.connected();
    expect((await slack.as('dba').command('/other')).told).toMatch(/dispatch_failed/);
    expect(slack.envelopes()[0]?.envelope.appId).toBe(other.id);
    await app.stop();
    await slack.waitUntil(() => slack.connections() === 0, 'the end of the connection');
    await slack.stop();
  });
});
