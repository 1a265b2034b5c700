import { SocketModeReceiver, type Logger } from '@slack/bolt';
import type { Clock } from '../../clock.js';
import { clientSettings } from '../api/clients.js';
import { attempt, failureInWords, isFatal } from '../api/outcome.js';
import { boltLogger } from '../log.js';
import type { Log } from '../ports.js';
import { appTokenRefused } from '../refused-token.js';
import { backoffMs } from './backoff.js';
import type { Connection, ConnectionStatus, ConnectOutcome } from './connection.js';

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Told each time a connection stands. */
  readonly onConnected?: (() => void) | undefined;
  /** Told once when Slack refuses the app token for good. */
  readonly onFatal: (reason: string) => void;
}

/** How long opening a connection may take, until Slack's `hello`, ms. */
const helloWithinMs = 15_000;

/** The call that asks for a socket's address may take this long, ms. */
const openTimeoutMs = 10_000;

const bounds = { firstMs: 500, ceilingMs: 30_000 } as const;

/**
 * Socket Mode, with pgrepl's own reconnecting: the SDK's waits longer with every failure without a
 * bound, and a token refused while it reconnects ends the process as an unhandled rejection.
 */
export function createSocketConnection(options: SocketOptions): Connection {
  const { clock, log } = options;
  const logger: Logger = boltLogger(log);
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    autoReconnectEnabled: false,
    logger,
    installerOptions: { clientOptions: clientSettings(options, openTimeoutMs) },
  });
  const { client } = receiver;
  let status: ConnectionStatus = { kind: 'stopped' };
  const stop = { asked: false };
  const stopAsked = (): boolean => stop.asked;
  let wake: (() => void) | null = null;

  const lost = (reason: string): void => {
    if (status.kind !== 'disconnected') {
      status = { kind: 'disconnected', since: clock.now(), reason };
    } else {
      status = { ...status, reason };
    }
  };

  /** One attempt, up to Slack's `hello`. */
  const connect = async (): Promise<ConnectOutcome> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no hello within ${helloWithinMs / 1_000} s`));
      }, helloWithinMs);
    });
    try {
      const outcome = await attempt(() => Promise.race([client.start(), late]));
      if (outcome.kind === 'ok') return { kind: 'connected' };
      const reason = failureInWords(outcome);
      return isFatal(outcome)
        ? { kind: 'refused', reason: appTokenRefused(reason) }
        : { kind: 'retrying', reason };
    } catch (error) {
      // The SDK rejects with nothing at all when a socket closes before `hello`.
      const reason = error instanceof Error ? error.message : 'the socket closed before hello';
      void client.disconnect().catch(() => undefined);
      return { kind: 'retrying', reason };
    } finally {
      clearTimeout(timer);
    }
  };

  const disconnected = (): Promise<void> =>
    new Promise((resolve) => {
      client.once('disconnected', () => {
        resolve();
      });
    });

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (first: (outcome: ConnectOutcome) => void): Promise<void> => {
    let failures = 0;
    while (!stopAsked()) {
      const outcome = await connect();
      first(outcome);
      if (outcome.kind === 'refused') {
        lost(outcome.reason);
        log.error({ reason: outcome.reason }, 'Slack refuses the app token');
        options.onFatal(outcome.reason);
        return;
      }
      if (outcome.kind === 'connected') {
        failures = 0;
        status = { kind: 'connected', since: clock.now() };
        log.info({}, 'connected to Slack by Socket Mode');
        options.onConnected?.();
        await disconnected();
        lost('the socket closed');
        log.info({}, 'the socket to Slack closed');
      } else {
        lost(outcome.reason);
        failures += 1;
        const waitMs = backoffMs(failures, options.random(), bounds);
        log.warn({ reason: outcome.reason, waitMs }, 'no connection to Slack yet');
        if (!stopAsked()) await pause(waitMs);
      }
    }
  };

  let running: Promise<void> = Promise.resolve();
  return {
    receiver,
    start: () =>
      new Promise((resolve) => {
        stop.asked = false;
        lost('not connected yet');
        running = run(resolve);
      }),
    stop: async (deadlineMs) => {
      stop.asked = true;
      wake?.();
      const closed = client.disconnect().then(() => running);
      await Promise.race([closed, deadline(deadlineMs)]);
      status = { kind: 'stopped' };
    },
    status: () => status,
  };
}

function deadline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
