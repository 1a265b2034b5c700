import type { Server } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Clock } from '../../clock.js';
import { boltLogger } from '../log.js';
import type { Log } from '../ports.js';
import type { Connection, ConnectionStatus, ConnectOutcome } from './connection.js';

export interface HttpOptions {
  readonly signingSecret: string;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where Slack sends everything; the manifest for HTTP names the same path. */
export const slackEventsPath = '/slack/events';

export interface HttpConnection extends Connection {
  /** The port it listens on, which the system chose if 0 was asked for; null while it does not. */
  readonly port: () => number | null;
}

/** Slack's signed requests over HTTP. */
export function createHttpConnection(options: HttpOptions): HttpConnection {
  const { clock, log } = options;
  const receiver = new HTTPReceiver({
    signingSecret: options.signingSecret,
    endpoints: [slackEventsPath],
    logger: boltLogger(log),
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404);
      response.end();
    },
  });
  let status: ConnectionStatus = { kind: 'stopped' };
  let server: Server | null = null;

  const start = async (): Promise<ConnectOutcome> => {
    try {
      server = await receiver.start({ port: options.port, host: options.host });
      status = { kind: 'connected', since: clock.now() };
      log.info({ host: options.host, port: port() }, 'listening for Slack over HTTP');
      return { kind: 'connected' };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      status = { kind: 'disconnected', since: clock.now(), reason };
      return { kind: 'refused', reason };
    }
  };

  const stop = async (deadlineMs: number): Promise<void> => {
    if (server === null) return;
    const closing = server;
    const timer = setTimeout(() => {
      closing.closeAllConnections();
    }, deadlineMs);
    closing.closeIdleConnections();
    await receiver.stop();
    clearTimeout(timer);
    server = null;
    status = { kind: 'stopped' };
  };

  const port = (): number | null => {
    const address = server?.address();
    return typeof address === 'object' && address !== null ? address.port : null;
  };

  return { receiver, start, stop, status: () => status, port };
}
