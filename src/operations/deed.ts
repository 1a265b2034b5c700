import type { Lsn } from '../replication/lsn.js';

/**
 * What came of a deed. `unknown`: the connection broke or the time was up before the answer came, so
 * that it may have happened; whoever asked has to look.
 */
export type Deed<T = void> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly detail: string; readonly code: string | null }
  | { readonly kind: 'unknown'; readonly detail: string };

/** How a standby reaches its upstream, as the configuration says. */
export interface StandbySource {
  readonly upstream: string;
  /** `primary_conninfo` in full: a secret. */
  readonly conninfo: string;
  readonly slot: string | null;
}

export interface ControlData {
  /** `shut down`, `in production`, `shut down in recovery`, … */
  readonly state: string;
  readonly checkpointLsn: Lsn;
  readonly timeline: number;
  readonly systemIdentifier: string;
}
