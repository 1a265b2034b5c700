import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { Scene } from './support/scene.js';

const user = { id: 'U0DBA', team_id: 'T0LABTEAM', username: 'dba' };
const common = { team: { id: 'T0LABTEAM' }, user, token: 'x', trigger_id: 'x', api_app_id: 'A0' };
const view = {
  id: 'V0',
  type: 'modal',
  callback_id: 'unheard_of',
  state: { values: {} },
  blocks: [],
};

/** What Slack may send to an app besides what pgrepl has asked for. */
const interactions: Readonly<Record<string, object>> = {
  'a global shortcut': { type: 'shortcut', callback_id: 'unheard_of', ...common },
  'a message shortcut': {
    type: 'message_action',
    callback_id: 'unheard_of',
    ...common,
    channel: { id: 'C0ORDERS' },
    message: { ts: '1.0', text: 'x' },
    message_ts: '1.0',
    response_url: 'http://127.0.0.1:9/',
  },
  'a submitted modal': { type: 'view_submission', ...common, view },
  'a closed modal': { type: 'view_closed', ...common, view, is_cleared: true },
  'a question for options': {
    type: 'block_suggestion',
    action_id: 'unheard_of',
    block_id: 'b',
    value: 'x',
    ...common,
  },
  'an unknown button': {
    type: 'block_actions',
    ...common,
    container: { type: 'message', message_ts: '1.0', channel_id: 'C0ORDERS' },
    actions: [{ type: 'button', action_id: 'unheard_of', block_id: 'b', action_ts: '1.0' }],
  },
  'a button without a value': {
    type: 'block_actions',
    ...common,
    actions: [{ type: 'button', action_id: 'incident_status', block_id: 'b', action_ts: '1.0' }],
  },
};

const events: Readonly<Record<string, object>> = {
  'a message': { type: 'message', channel: 'C0ORDERS', user: 'U0DBA', text: 'x', ts: '1.0' },
  'a mention': { type: 'app_mention', channel: 'C0ORDERS', user: 'U0DBA', text: 'x', ts: '1.0' },
  'the Messages tab': { type: 'app_home_opened', user: 'U0DBA', tab: 'messages', channel: 'D0' },
  'an event that nobody knows': { type: 'made_up_yesterday' },
};

describe('a request that pgrepl has no use for', () => {
  let cluster: LabCluster<'pg1'>;
  let scene: Scene;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {} } });
    scene = await Scene.open({ lab: cluster, way: 'http' });
  });

  afterAll(async () => {
    await scene.close();
    await cluster.stop();
  });

  /** Sends a request as Slack signs them, or with another signature, or of another time. */
  const send = async (
    body: string,
    contentType: string,
    how: { readonly secret?: string; readonly agoSeconds?: number } = {},
  ): Promise<number> => {
    const secret = how.secret ?? scene.slack.app.signingSecret;
    const timestamp = String(Math.floor(Date.now() / 1_000) - (how.agoSeconds ?? 0));
    const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const response = await fetch(
      `http://127.0.0.1:${String(scene.pgrepl.app.slackPort)}/slack/events`,
      {
        method: 'POST',
        headers: {
          'content-type': contentType,
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${digest}`,
        },
        body,
      },
    );
    return response.status;
  };

  const form = 'application/x-www-form-urlencoded';
  const interaction = (payload: object): string =>
    new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

  it.each(Object.keys(interactions))('is acknowledged: %s', async (name) => {
    expect(await send(interaction(interactions[name] ?? {}), form)).toBe(200);
  });

  it.each(Object.keys(events))('is acknowledged: %s', async (name) => {
    const envelope = { type: 'event_callback', team_id: 'T0LABTEAM', event: events[name] };
    expect(await send(JSON.stringify(envelope), 'application/json')).toBe(200);
  });

  it('is acknowledged: a command of another name', async () => {
    const command = new URLSearchParams({
      command: '/another',
      text: 'status',
      team_id: 'T0LABTEAM',
      user_id: 'U0DBA',
      channel_id: 'C0ORDERS',
      response_url: 'http://127.0.0.1:9/',
    });
    expect(await send(command.toString(), form)).toBe(200);
  });

  it('is refused if it was not signed by Slack, or long ago', async () => {
    const body = interaction(interactions['a global shortcut'] ?? {});
    expect(await send(body, form, { secret: 'guessed' })).toBe(401);
    expect(await send(body, form, { agoSeconds: 600 })).toBe(401);
  });

  it('leaves nothing behind: pgrepl watches on, and says nothing of an error', async () => {
    await scene.pgrepl.well();
    const errors = scene.pgrepl.log.filter((line) => line.includes('"level":50'));
    expect(errors).toEqual([]);
    expect(scene.pgrepl.fatal).toEqual([]);
  });
});
