import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Admin } from './admin.js';
import { buildCore } from './build-core.js';
import type { Core } from './core.js';
import type { SentEnvelope } from './delivery/envelope.js';
import type { SocketMode } from './delivery/socket-mode.js';
import { Person } from './driver/person.js';
import { waitFor } from './driver/waiting.js';
import { listen } from './http/listen.js';
import { createHttpServer } from './http/server.js';
import { sendEvents } from './interactions/events.js';
import type { LocalSlack } from './local-slack.js';
import type { InstalledApp } from './model/app.js';
import { mimeTypeOf } from './model/file-store.js';
import { isReply, type Message } from './model/message.js';
import type { User } from './model/people.js';
import type { LocalSlackOptions } from './options.js';
import { createPage } from './page/page.js';

const PATIENCE_MS = 20_000;

/** Starts a local Slack on 127.0.0.1. Everything in it is in memory and ends with it. */
export async function startLocalSlack(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  let origin = '';
  const { core, sockets } = buildCore(options, () => origin);
  const page = createPage(core, (appId) => sockets.connections(appId), options.pageDirectory);
  const server = createHttpServer(core, sockets, page, options);
  const open = trackSockets(server);
  const stopEvents = sendEvents(core);
  const port = await listen(server, options.port ?? 0);
  origin = `http://127.0.0.1:${port}`;
  return {
    port,
    url: `${origin}/`,
    apiUrl: `${origin}/api/`,
    ...whatIsThere(core),
    ...lookingOn(core),
    ...tampering(core, sockets),
    stop: async () => {
      stopEvents();
      page.close();
      sockets.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

type WhatIsThere = Pick<
  LocalSlack,
  'team' | 'app' | 'apps' | 'users' | 'channels' | 'admin' | 'faults' | 'as' | 'channel'
>;

function whatIsThere(core: Core): WhatIsThere {
  const { workspace } = core;
  const app = firstApp(core);
  return {
    team: workspace.team,
    app,
    apps: [...workspace.apps.values()],
    users: [...workspace.users.values()],
    channels: [...workspace.channels.values()],
    admin: new Admin(core),
    faults: core.faults,
    as: (user) => new Person(core, userOf(core, user)),
    channel: (idOrName) => workspace.channel(idOrName),
  };
}

type LookingOn = Pick<
  LocalSlack,
  | 'messages'
  | 'thread'
  | 'message'
  | 'waitForMessage'
  | 'waitUntil'
  | 'calls'
  | 'envelopes'
  | 'file'
>;

function lookingOn(core: Core): LookingOn {
  const { messages, workspace, changes } = core;
  const everything = (): readonly Message[] =>
    [...workspace.channels.keys()].flatMap((channel) => messages.all(channel));
  return {
    file: (id) => {
      const file = core.files.find(id);
      if (file === null || file.content === null || file.readyAtMs === null) return null;
      const { name, title, content } = file;
      return { name, title, mimetype: mimeTypeOf(file), content };
    },
    messages: (channel) =>
      messages
        .lasting(workspace.channel(channel).id)
        .filter((message) => !isReply(message) || message.broadcast),
    thread: (channel, ts) => {
      const { id } = workspace.channel(channel);
      const root = messages.find(id, ts);
      return root === null ? [] : [root, ...messages.replies(id, ts)];
    },
    message: (channel, ts) => messages.find(workspace.channel(channel).id, ts),
    waitForMessage: (predicate, timeoutMs = PATIENCE_MS) =>
      waitFor(changes, () => everything().find(predicate), { what: 'a message', timeoutMs }),
    waitUntil: async (condition, what, timeoutMs = PATIENCE_MS) => {
      await waitFor(changes, () => (condition() ? true : null), { what, timeoutMs });
    },
    calls: (method) => core.calls.all(method),
    envelopes: () => core.deliveries.sent(),
  };
}

type Tampering = Pick<
  LocalSlack,
  | 'redeliver'
  | 'connections'
  | 'connected'
  | 'requestDisconnect'
  | 'disconnectSockets'
  | 'outage'
  | 'revokeToken'
  | 'restoreToken'
  | 'verifyRequestUrl'
>;

/** What a person did last; an event of what came of it may have been sent since. */
function lastDeed(sent: readonly SentEnvelope[]): SentEnvelope | undefined {
  return sent.findLast(({ envelope }) => envelope.type !== 'events_api') ?? sent.at(-1);
}

function tampering(core: Core, sockets: SocketMode): Tampering {
  const { deliveries, revocations, workspace } = core;
  const app = firstApp(core);
  return {
    redeliver: (sent = lastDeed(deliveries.sent())) => {
      if (sent === undefined) throw new Error('Nothing was sent to any app yet.');
      return deliveries.redeliver(workspace.app(sent.envelope.appId), sent);
    },
    connections: (appId = app.id) => sockets.connections(appId),
    connected: async (timeoutMs = PATIENCE_MS) => {
      await waitFor(core.changes, () => (sockets.connections(app.id) > 0 ? true : null), {
        what: 'a Socket Mode connection',
        timeoutMs,
      });
    },
    requestDisconnect: (reason = 'refresh_requested') => {
      sockets.requestDisconnect(reason);
    },
    disconnectSockets: () => {
      sockets.cut();
    },
    outage: (on) => {
      deliveries.outage = on;
      if (on) sockets.cut();
    },
    revokeToken: (token, as = 'invalid_auth') => {
      revocations.revoke(token, as);
    },
    restoreToken: (token) => {
      revocations.restore(token);
    },
    verifyRequestUrl: () => deliveries.verifyEventsUrl(app),
  };
}

function firstApp(core: Core): InstalledApp {
  const [app] = core.workspace.apps.values();
  if (app === undefined) throw new Error('A local Slack needs an app.');
  return app;
}

function userOf({ workspace }: Core, idOrName: string): User {
  const users = [...workspace.users.values()];
  const user = users.find(({ id, name }) => id === idOrName || name === idOrName);
  if (user === undefined) throw new Error(`There is no user ${idOrName}.`);
  return user;
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return open;
}
