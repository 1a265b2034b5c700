import { webApi } from '@slack/bolt';
import { boltLogger } from '../log.js';
import type { Log } from '../ports.js';

export type WebClient = webApi.WebClient;

/** The ways to Slack's Web API, apart so that a rate limit on one does not hold up the other. */
export interface SlackClients {
  /** Messages that must arrive. */
  readonly alerts: WebClient;
  /** Who somebody is, which channels there are, the Home tab. */
  readonly lookups: WebClient;
  /** Files, which nothing that is urgent waits for. */
  readonly files: WebClient;
}

export interface ClientOptions {
  readonly botToken: string;
  /** Another place than Slack's own; must end in `/api/`. */
  readonly apiUrl?: string | undefined;
  readonly log: Log;
}

/** How long a message may take to be accepted, ms. */
const alertTimeoutMs = 10_000;

/** How long a look-up may take: a command waits for it, and must be answered within 3 s. */
const lookupTimeoutMs = 2_000;

/** How long Slack may take to make room for a file, or to take it over, ms. */
const fileTimeoutMs = 15_000;

/**
 * Clients that call once: a retry that nobody knows of could post a message twice, and a pause that
 * nobody knows of could hold every alert up. Who calls decides what happens next.
 */
export function createClients(options: ClientOptions): SlackClients {
  return {
    alerts: client(options, options.botToken, alertTimeoutMs),
    lookups: client(options, options.botToken, lookupTimeoutMs),
    files: client(options, options.botToken, fileTimeoutMs),
  };
}

/** A client for one token, without retries of its own. */
export function client(
  { apiUrl, log }: Pick<ClientOptions, 'apiUrl' | 'log'>,
  token: string,
  timeoutMs: number,
): WebClient {
  return new webApi.WebClient(token, clientSettings({ apiUrl, log }, timeoutMs));
}

/** Settings made anew for each client, because the SDK writes into what it is given. */
export function clientSettings(
  { apiUrl, log }: Pick<ClientOptions, 'apiUrl' | 'log'>,
  timeoutMs: number,
): webApi.WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: boltLogger(log),
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
}
