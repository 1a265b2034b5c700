import type { Lsn } from '../replication/lsn.js';
import type { EpochMs, UnreachableReason } from '../replication/observation.js';
import type { Deed } from './deed.js';
import type { NodeFacts } from './facts.js';

/** Where a node stands, read in one round trip. */
export interface NodePosition {
  /** When it was asked. */
  readonly at: EpochMs;
  /** `pg_postmaster_start_time()`, by the server's clock: another one means that it was restarted. */
  readonly startedAt: EpochMs;
  readonly inRecovery: boolean;
  readonly systemIdentifier: string;
  /** Of a primary, by the file it writes; of a standby, by its receiver, else `pg_control`. */
  readonly timeline: number | null;
  /** A primary's write position. */
  readonly writeLsn: Lsn | null;
  readonly receivedLsn: Lsn | null;
  readonly replayedLsn: Lsn | null;
  /**
   * Of a primary that was promoted since it was started: where its timeline begins, which is the end
   * of what it replayed (`pg_last_wal_replay_lsn()` stays after recovery).
   */
  readonly promotedAtLsn: Lsn | null;
  /** `pg_stat_wal_receiver.status`; null without a receiver. */
  readonly receiverStatus: string | null;
  readonly receiverTimeline: number | null;
  readonly replayPaused: boolean;
  /** `application_name`s of walsenders that stream from here. */
  readonly streaming: readonly string[];
  /** Of the last checkpoint or restart point, by `pg_control`. */
  readonly checkpointLsn: Lsn | null;
  readonly redoLsn: Lsn | null;
}

/** A node's position, or why it gives none. */
export type Look =
  | { readonly kind: 'position'; readonly position: NodePosition }
  /** `refused`: the host answers, and nothing listens on the port. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** Anything else, with an observation's reason for it: it may be up, starting, or out of reach. */
  | {
      readonly kind: 'silent';
      readonly reason: UnreachableReason;
      readonly detail: string;
      /** Somebody listens there: a connection was accepted, and nothing was said on it in time. */
      readonly accepted?: true;
    };

/** What came of locking clients out of a server that goes on running. */
export interface LockedOut {
  /** True if an earlier try had locked them out already. */
  readonly wasLocked: boolean;
  /** Sessions that were ended: of clients, and of those that decode WAL for somebody. */
  readonly endedSessions: number;
  /** The end of all WAL that was written while clients could write. */
  readonly endLsn: Lsn;
  /** Processes that no client owns and that may write: extensions' workers, subscriptions' workers. */
  readonly workers: readonly { readonly type: string; readonly count: number }[];
  /** Prepared transactions: whoever gets in can commit them. */
  readonly preparedTransactions: number;
  /** Where `pg_hba.conf` as it was is kept, on the server's host. */
  readonly copy: string;
}

/** What a role of the database can do at one node: sessions of their own, never the poll's. */
export interface NodeActor {
  readonly node: string;
  readonly facts: (longTransactionMs: number) => Promise<Deed<NodeFacts>>;
  /** Never rejects; at the latest after `withinMs`. */
  readonly look: (withinMs: number) => Promise<Look>;
  readonly checkpoint: (withinMs: number) => Promise<Deed>;
  /** `ALTER SYSTEM SET`, or `RESET` for null; then a reload, then a look that it took effect. */
  readonly setSettings: (settings: Readonly<Record<string, string | null>>) => Promise<Deed>;
  readonly createSlots: (
    names: readonly string[],
  ) => Promise<Deed<{ readonly created: readonly string[] }>>;
  /** Only inactive ones; those that are not there count as dropped. */
  readonly dropSlots: (
    names: readonly string[],
  ) => Promise<Deed<{ readonly dropped: readonly string[] }>>;
  /**
   * `pg_promote(false)` (12+) or the trigger file (10, 11), then looks until the node is a primary; wakes it by a
   * reload if it sleeps through the request. `done` also if it is one already. Once the request was sent,
   * no promotion within the time is `unknown`: it can't be asked, or has the request and did not come
   * to it yet. `failed`: it was refused, or never sent.
   */
  readonly promote: (how: 'pg_promote' | 'trigger-file', withinMs: number) => Promise<Deed>;
  /**
   * Locks every client out of a running primary and ends their sessions: its `pg_hba.conf` lets in
   * physical replication and pgrepl's own roles alone from then on. Takes a superuser. Twice is the
   * same as once. `failed`: nothing is changed. `unknown`: it may be locked for some or for all.
   */
  readonly lockOut: (withinMs: number) => Promise<Deed<LockedOut>>;
  /**
   * Puts `pg_hba.conf` back as it was before, byte for byte. `restored` is false where there was
   * nothing to put back. The copy beside it stays.
   */
  readonly letIn: (withinMs: number) => Promise<Deed<{ readonly restored: boolean }>>;
  /** Commits something and says where; waits as any client's commit would. */
  readonly proveWrite: (withinMs: number) => Promise<Deed<{ readonly lsn: Lsn }>>;
  /**
   * The node's source as it is set, password and all: handed on to the node, shown to nobody. Null
   * where it is not visible; the slot is null where none is set, too.
   */
  readonly conninfo: () => Promise<
    Deed<{ readonly conninfo: string | null; readonly slot: string | null }>
  >;
  /**
   * Calls `listener` when the server ends the sessions that are open, once for all of them: a stopped
   * server is noticed at once. There is one from the first look on.
   */
  readonly onLost: (listener: () => void) => () => void;
  readonly close: () => void;
}
