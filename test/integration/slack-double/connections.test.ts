import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type LocalSlack, ManualClock, startLocalSlack } from '../../../lab/slack/local-slack.js';
import { clientOf, errorOf } from './bolt.js';

let clock: ManualClock;
let slack: LocalSlack;

beforeEach(async () => {
  clock = new ManualClock();
  slack = await startLocalSlack({ clock });
});

afterEach(async () => {
  await slack.stop();
});

async function ticket(): Promise<string> {
  const { url } = await clientOf(slack, slack.app.appToken).apps.connections.open();
  return url ?? '';
}

interface Connected {
  readonly socket: WebSocket;
  /** What Slack says next. */
  readonly next: () => Promise<Record<string, unknown>>;
}

async function connect(url: string): Promise<Connected> {
  const socket = new WebSocket(url);
  const said: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8');
    const waiter = waiting.shift();
    if (waiter === undefined) said.push(text);
    else waiter(text);
  });
  await once(socket, 'open');
  return {
    socket,
    next: async () => {
      const text = said.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)));
      return JSON.parse(text) as Record<string, unknown>;
    },
  };
}

describe('Socket Mode connections', () => {
  it('begin with a hello that counts them', async () => {
    const first = await connect(await ticket());
    expect(await first.next()).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: slack.app.id },
    });
    const second = await connect(await ticket());
    expect(await second.next()).toMatchObject({ type: 'hello', num_connections: 2 });
    expect(slack.connections()).toBe(2);
  });

  it('are at most ten', async () => {
    for (let count = 0; count < 10; count += 1) await connect(await ticket());
    const eleventh = await connect(await ticket());
    expect(await eleventh.next()).toEqual({ type: 'disconnect', reason: 'too_many_websockets' });
    expect(slack.connections()).toBe(10);
  });

  it('need a ticket of their own that is not older than half a minute', async () => {
    const used = await ticket();
    await connect(used);
    await expect(connect(used)).rejects.toThrow('401');
    const old = await ticket();
    clock.advance(30_001);
    await expect(connect(old)).rejects.toThrow('401');
  });

  it('answer pings', async () => {
    const { socket } = await connect(await ticket());
    socket.ping();
    await once(socket, 'pong');
  });

  it('are asked to end, or are cut', async () => {
    const { socket, next } = await connect(await ticket());
    await next();
    slack.requestDisconnect('refresh_requested');
    expect(await next()).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    slack.disconnectSockets();
    await once(socket, 'close');
    expect(slack.connections()).toBe(0);
  });

  it('are the only ones that can acknowledge what they got', async () => {
    const one = await connect(await ticket());
    const other = await connect(await ticket());
    await one.next();
    await other.next();
    const running = slack.as('sre').command('/pgrepl', 'status');
    const [receiver, envelope] = await Promise.race([
      one.next().then((got) => [one, got] as const),
      other.next().then((got) => [other, got] as const),
    ]);
    expect(envelope).toMatchObject({ type: 'slash_commands', accepts_response_payload: true });
    const bystander = receiver === one ? other : one;
    const ack = JSON.stringify({ envelope_id: envelope['envelope_id'] });
    bystander.socket.send(ack);
    bystander.socket.ping();
    await once(bystander.socket, 'pong');
    clock.advance(3_000);
    expect((await running).acked).toBe(false);
  });

  it('are opened with an app-level token alone', async () => {
    expect(await errorOf(clientOf(slack).apps.connections.open())).toBe('not_allowed_token_type');
    expect(await errorOf(clientOf(slack, 'xapp-other').apps.connections.open())).toBe(
      'invalid_auth',
    );
    expect(await errorOf(clientOf(slack, slack.app.appToken).auth.test())).toBe(
      'not_allowed_token_type',
    );
  });
});
