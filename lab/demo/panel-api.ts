/**
 * What the demo's panel and the demo say to each other: JSON over HTTP below `/panel/`, and one
 * server-sent event stream. The panel stands beside the local Slack's page and is shown only where
 * `GET /panel/state` answers 200.
 *
 * - `GET  /panel/state` → {@link PanelState}.
 * - `GET  /panel/events` → `text/event-stream` of {@link PanelState}: the whole state, on change.
 * - `POST /panel/actions` with a {@link PanelAction} → {@link PanelActionResult}.
 */

export interface PanelState {
  readonly clusters: readonly PanelCluster[];
  /** What the demo is doing at the moment, in a few words; null while it is idle. */
  readonly busy: string | null;
  /** What was done, oldest first; the last few dozen suffice. */
  readonly log: readonly PanelLogEntry[];
  /** What keeps the demo from being one, in a sentence: pgrepl itself has ended. */
  readonly trouble?: string | null;
  /** Whom pgrepl calls, and when it tells how the day was. */
  readonly night?: PanelNight;
}

export interface PanelNight {
  /** How long critical trouble waits for somebody to acknowledge it before the first call. */
  readonly callAfterSeconds: number;
  /** How long after one call the next comes. */
  readonly callEverySeconds: number;
  /** Who is called: `@dba-oncall`. */
  readonly called: string;
  /** When the first digest comes, ISO 8601 in UTC; then each day at that time. */
  readonly digestAt: string;
}

export interface PanelLogEntry {
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly text: string;
}

export interface PanelCluster {
  readonly name: string;
  /** PostgreSQL's major version. */
  readonly major: number;
  readonly nodes: readonly PanelNode[];
  readonly synchronousStandbyNames: string;
  readonly load: { readonly rowsPerSecond: number; readonly running: boolean };
}

export interface PanelNode {
  readonly name: string;
  readonly role: 'primary' | 'standby' | 'unknown';
  readonly process: 'running' | 'frozen' | 'stopped';
  /** The network path that can be cut here: cut refuses, dropping swallows packets. */
  readonly link: 'ok' | 'cut' | 'dropping';
  /**
   * Between what that is: a standby and its upstream; or this node and pgrepl, for a primary and for
   * a standby that a switchover has connected straight to the new primary.
   */
  readonly linkTo: 'upstream' | 'pgrepl';
  readonly replayPaused: boolean;
  /** The node it receives WAL from, by name; null for a primary, or where it is not known. */
  readonly upstream: string | null;
  /** As `pg_stat_replication` of its upstream has it, where the demo knows. */
  readonly syncState?: 'sync' | 'potential' | 'quorum' | 'async' | null;
}

export type PanelActionName =
  | 'kill'
  | 'freeze'
  | 'thaw'
  | 'stop'
  | 'start'
  | 'cut-link'
  | 'drop-link'
  | 'heal-link'
  | 'pause-replay'
  | 'resume-replay'
  | 'set-sync-names'
  | 'burst'
  | 'load-on'
  | 'load-off'
  | 'heal-all';

export interface PanelAction {
  readonly cluster: string;
  /** For what is done to one node. */
  readonly node?: string;
  readonly action: PanelActionName;
  /** For `set-sync-names`: the new value of `synchronous_standby_names`. */
  readonly value?: string;
}

export type PanelActionResult =
  { readonly ok: true } | { readonly ok: false; readonly message: string };
