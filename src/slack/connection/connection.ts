import type { App } from '@slack/bolt';
import type { EpochMs } from '../../replication/observation.js';

/** How Slack's requests reach pgrepl, for health and for people. */
export type ConnectionStatus =
  | { readonly kind: 'connected'; readonly since: EpochMs }
  | { readonly kind: 'disconnected'; readonly since: EpochMs; readonly reason: string }
  | { readonly kind: 'stopped' };

export type ConnectOutcome =
  | { readonly kind: 'connected' }
  /** Not yet; it keeps trying on its own. */
  | { readonly kind: 'retrying'; readonly reason: string }
  /** It will not work until somebody changes something, and has given up. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The way Slack's requests come in: a socket that pgrepl opened, or an HTTP server of its own. */
export interface Connection {
  readonly receiver: NonNullable<ConstructorParameters<typeof App>[0]>['receiver'];
  /** Resolves after the first attempt; an attempt that may still succeed goes on behind it. */
  readonly start: () => Promise<ConnectOutcome>;
  /** Lets nothing more in and closes, within the time given. */
  readonly stop: (deadlineMs: number) => Promise<void>;
  readonly status: () => ConnectionStatus;
}
