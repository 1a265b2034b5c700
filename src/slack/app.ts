import { randomUUID } from 'node:crypto';
import { App, type AuthorizeResult } from '@slack/bolt';
import type { Clock } from '../clock.js';
import type { SlackClients } from './api/clients.js';
import { clientSettings } from './api/clients.js';
import { attempt, failureInWords, isFatal, type Outcome } from './api/outcome.js';
import { createAuthorisation, type Profile } from './authorisation.js';
import { catchUp } from './catch-up.js';
import { backoffMs } from './connection/backoff.js';
import type { Connection, ConnectionStatus, ConnectOutcome } from './connection/connection.js';
import { createHttpConnection } from './connection/http.js';
import { createSocketConnection } from './connection/socket.js';
import type { IdentitySource } from './identity.js';
import { createIdentity } from './identity.js';
import { Home } from './home/home.js';
import type { ListenerContext } from './listeners/context.js';
import { registerListeners } from './listeners/index.js';
import { Offers } from './listeners/offers.js';
import { describe } from './listeners/reply.js';
import { boltLogger } from './log.js';
import type { ChannelEvent, Handlers, Log } from './ports.js';
import { NativeCharts } from './native-charts.js';
import { botTokenRefused } from './refused-token.js';
import { createStanding } from './standing.js';
import { WorkInHand } from './work-in-hand.js';

export type SlackMode =
  | { readonly kind: 'socket'; readonly appToken: string }
  | {
      readonly kind: 'http';
      readonly signingSecret: string;
      readonly host: string;
      /** 0 for one that the system chooses. */
      readonly port: number;
    };

export interface SlackAppOptions {
  readonly mode: SlackMode;
  readonly clients: SlackClients;
  /** `SLACK_API_URL`; Slack's own if undefined. */
  readonly apiUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly handlers: Handlers;
  /** Told what happens to channels. */
  readonly onChannel?: ((event: ChannelEvent) => void) | undefined;
  /** Told each time a Socket Mode connection stands: Slack is there. */
  readonly onConnected?: (() => void) | undefined;
  /** Told when Slack refuses a token for good: nothing will come in until a person acts. */
  readonly onFatal: (reason: string) => void;
}

export interface SlackStatus {
  readonly connection: ConnectionStatus;
  /** The workspace's name; null before Slack has said it. */
  readonly team: string | null;
}

export interface SlackApp {
  /** The first attempt's outcome; `retrying` goes on by itself. */
  readonly start: () => Promise<ConnectOutcome>;
  /** Ends what is in hand, then closes; all within the time given. */
  readonly stop: (deadlineMs: number) => Promise<void>;
  readonly status: () => SlackStatus;
  /** The port in HTTP mode; null otherwise. */
  readonly port: () => number | null;
}

/** Bolt with its listeners, its connection and its clients, ready to be started. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { clock, log, clients } = options;
  const identity = createIdentity(clients.lookups);
  const inHand = new WorkInHand();
  const catchUpWithNotes = async (): Promise<void> => {
    try {
      const who = await identity.learn();
      const ownUser = who.kind === 'ok' ? who.data.botUserId : undefined;
      await catchUp({ desk: options.handlers.desk, lookups: clients.lookups, ownUser, log });
    } catch (error) {
      log.error({ error: describe(error) }, 'messages that notes were made of were not looked at');
    }
  };
  const connected = (): void => {
    options.onConnected?.();
    void inHand.run(catchUpWithNotes);
  };
  const { connection, port } = createConnection({ ...options, onConnected: connected });
  const app = createApp(options, identity, connection);
  app.use(async ({ next }) => {
    await inHand.run(() => next());
  });
  const authorisation = createAuthorisation({
    clock,
    ownTeam: async () => {
      const outcome = await identity.learn();
      return outcome.kind === 'ok' ? outcome.data.teamId : null;
    },
    lookUp: (user) => lookUpUser(clients, user),
    onDenied: options.handlers.onDenied,
  });
  const context: ListenerContext = {
    clock,
    log,
    handlers: options.handlers,
    authorisation,
    lookups: clients.lookups,
    files: clients.files,
    native: new NativeCharts(clock),
    standing: createStanding(clients.lookups),
    onChannel: (event) => options.onChannel?.(event),
    offers: new Offers(randomUUID),
    drafts: new Offers(randomUUID),
  };
  const home = new Home(context);
  registerListeners(app, context, home);

  const learning = new AbortController();
  return {
    start: async () => {
      const who = await identity.learn();
      if (isFatal(who) && who.kind !== 'ok') {
        return { kind: 'refused', reason: botTokenRefused(failureInWords(who)) };
      }
      if (who.kind !== 'ok') void keepLearning(options, identity, learning.signal);
      const outcome = await connection.start();
      if (options.mode.kind === 'http' && outcome.kind === 'connected') connected();
      return outcome;
    },
    stop: async (deadlineMs) => {
      learning.abort();
      home.stop();
      const began = clock.now();
      if (!(await inHand.drained(deadlineMs / 2))) log.warn({}, 'requests were still in hand');
      await connection.stop(Math.max(0, deadlineMs - (clock.now() - began)));
    },
    status: () => ({
      connection: connection.status(),
      team: identity.known()?.teamName ?? null,
    }),
    port,
  };
}

function createConnection(options: SlackAppOptions): {
  connection: Connection;
  port: () => number | null;
} {
  const { mode } = options;
  if (mode.kind === 'socket') {
    const connection = createSocketConnection({ ...options, appToken: mode.appToken });
    return { connection, port: () => null };
  }
  const connection = createHttpConnection({ ...mode, clock: options.clock, log: options.log });
  return { connection, port: connection.port };
}

function createApp(
  options: SlackAppOptions,
  identity: IdentitySource,
  { receiver }: Connection,
): App {
  if (receiver === undefined) throw new Error('a connection without a receiver');
  const app = new App({
    receiver,
    // Bolt's own way calls auth.test once and keeps a failure for ever.
    authorize: () => Promise.resolve(ownIds(identity)),
    convoStore: false,
    logger: boltLogger(options.log),
    clientOptions: clientSettings(options, 10_000),
  });
  app.error((error) => {
    options.log.error({ error: describe(error) }, 'a listener failed');
    return Promise.resolve();
  });
  return app;
}

/** What Bolt needs to tell pgrepl's own messages from others'. */
function ownIds(identity: IdentitySource): AuthorizeResult {
  const known = identity.known();
  if (known === null) return {};
  return { botUserId: known.botUserId, ...(known.botId === null ? {} : { botId: known.botId }) };
}

async function lookUpUser(clients: SlackClients, user: string): Promise<Outcome<Profile | null>> {
  const outcome = await attempt(() => clients.lookups.users.info({ user }));
  return outcome.kind === 'ok' ? { kind: 'ok', data: outcome.data.user ?? null } : outcome;
}

/** Without its own workspace pgrepl refuses everybody, so it asks until it knows. */
async function keepLearning(
  { random, log, onFatal }: SlackAppOptions,
  identity: IdentitySource,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  for (;;) {
    failures += 1;
    await pause(backoffMs(failures, random(), { firstMs: 1_000, ceilingMs: 30_000 }), signal);
    if (signal.aborted) return;
    const outcome = await identity.learn();
    if (outcome.kind === 'ok') return;
    log.warn({ error: failureInWords(outcome) }, 'Slack does not say which workspace this is');
    if (isFatal(outcome)) {
      onFatal(botTokenRefused(failureInWords(outcome)));
      return;
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
