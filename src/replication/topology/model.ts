import type { Lsn } from '../lsn.js';
import type { AwaitedSegment } from './awaited-segment.js';
import type { ConflictView } from './conflicts.js';
import type { TimelineFork } from './fork.js';
import type { KnownWait } from '../sync/known-wait.js';
import type {
  Archiver,
  EpochMs,
  NodeState,
  Observation,
  SettingOverride,
  Settings,
  Slot,
  SyncState,
  SyncWait,
  UnreachableReason,
  WalSenderDetails,
} from '../observation.js';

/** What the configuration says of one node; everything else is observed. */
export interface NodeDeclaration {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `application_name` its walreceiver uses; by default the node's name. */
  readonly applicationName: string;
}

/** The newest answer of a node, and the newest one that carried a state. */
export interface NodeRecord {
  readonly declaration: NodeDeclaration;
  /** Null before the first poll came back. */
  readonly latest: Observation | null;
  readonly latestState: { readonly at: EpochMs; readonly state: NodeState } | null;
  /** The oldest wait for a standby in that state; null if there is none, or none is visible. */
  readonly oldestWait: KnownWait | null;
  /** Since when the node gives no state; null while it does. */
  readonly silentSince: EpochMs | null;
  /** How many polls in a row brought no state. */
  readonly silentPolls: number;
}

/** The primary's LSN over time, on pgrepl's clock; ascending in both. */
export interface LsnSample {
  readonly at: EpochMs;
  readonly lsn: Lsn;
}

export interface Topology {
  readonly cluster: string;
  readonly at: EpochMs;
  /**
   * The identifier that the cluster is known by: remembered, or that of more than half of its nodes;
   * null before. (Which server is foreign is judged all the same: by the most common one so far.)
   */
  readonly systemIdentifier: string | null;
  readonly primary: PrimaryView;
  /** Configured nodes, in the configuration's order. */
  readonly nodes: readonly NodeView[];
  /** Standbys seen in `pg_stat_replication` that no configured node accounts for. */
  readonly unmanaged: readonly UnmanagedStandby[];
  /** Base backups, `pg_receivewal` and the like: walsenders that are no standby. */
  readonly otherWalSenders: readonly OtherWalSender[];
  readonly sync: SyncView;
  /** How fast the primary writes WAL at present; null where that is not known. */
  readonly writeRate: WriteRate | null;
  /** Where the primary's timeline begins, as far as pgrepl has seen; null for timeline 1. */
  readonly fork: TimelineFork | null;
}

/** An average on pgrepl's own clock. */
export interface WriteRate {
  readonly bytesPerSecond: number;
  /** The time that it was measured over, ms. */
  readonly overMs: number;
}

export type PrimaryView =
  /** Exactly one node of this system says it is primary. */
  | { readonly kind: 'one'; readonly node: string; readonly timeline: number | null }
  /** All nodes answer for this system, or are known to be standbys; none is primary. */
  | { readonly kind: 'none'; readonly last: string | null }
  /**
   * No answering node is primary and at least one that could be does not answer, or another system's
   * server answers in its place.
   */
  | { readonly kind: 'unreachable'; readonly node: string }
  | { readonly kind: 'several'; readonly nodes: readonly string[] }
  /** Nothing has been learned yet. */
  | { readonly kind: 'unknown' };

export interface NodeView {
  readonly name: string;
  readonly declaration: NodeDeclaration;
  readonly reach: Reach;
  /** The role by the newest state, even if the node is silent now; null if never seen. */
  readonly role: 'primary' | 'standby' | null;
  readonly major: number | null;
  readonly versionNum: number | null;
  readonly timeline: number | null;
  /** Up to where its WAL was last seen to be of which timeline for certain; null if it never was. */
  readonly provenWal: { readonly timeline: number; readonly lsn: Lsn } | null;
  readonly systemIdentifier: string | null;
  /** True if the identifier differs from the cluster's: another server behind the node's URL. */
  readonly foreign: boolean;
  /** When the state shown was read; null if there never was one. */
  readonly stateAt: EpochMs | null;
  readonly fullyVisible: boolean;
  /** Where its WAL comes from; null for a primary. */
  readonly upstream: Upstream | null;
  /** What its walreceiver does (`pg_stat_wal_receiver.status`); null if it has none, or not visible. */
  readonly receiverStatus: string | null;
  /** What its walreceiver waits for (`pg_stat_activity.wait_event`); null if not visible. */
  readonly receiverWait: string | null;
  /**
   * The address that its walreceiver was connected to when a node last showed a walsender for it: a
   * proxy's, or a name that differs from the configuration's. Null if that was never seen.
   */
  readonly knownSender: {
    readonly host: string;
    readonly port: number | null;
    readonly node: string;
  } | null;
  readonly wal: NodeWal;
  /**
   * Of a standby that does not answer and that nobody feeds: it can't have received more than this.
   * Null where it answers or is fed, and where nobody can tell.
   */
  readonly mayHaveUpTo: Lsn | null;
  readonly lag: HopLag | null;
  /** The file that it needs next, if it lives on an archive; null otherwise, or if not known. */
  readonly awaits: AwaitedSegment | null;
  readonly replay: ReplayView | null;
  /** The upstream's row for this node; null if the upstream shows none or cannot be read. */
  readonly senderRow: WalSenderDetails | null;
  /** The `application_name` in that row. */
  readonly senderName: string | null;
  readonly syncState: SyncState | null;
  readonly slots: readonly Slot[];
  /** By the newest state, be it old; null if there never was one. */
  readonly settings: Settings | null;
  /** `pg_stat_archiver` by the newest state, be it old. */
  readonly archiver: Archiver | null;
  /** From here on the server keeps its WAL for its own recovery; from 11 on. */
  readonly redoLsn: Lsn | null;
  /** With `summarize_wal` (17+): from here on it keeps its WAL until that is summarized. */
  readonly summarizedLsn: Lsn | null;
  /**
   * How many segments of WAL, from the beginning, it has removed for certain; null if unknown, as
   * until a checkpoint has ended while it was watched.
   */
  readonly removedSegments: bigint | null;
  readonly conflicts: ConflictView | null;
  readonly syncWait: SyncWait | null;
  readonly startedAt: EpochMs | null;
  /** Names of the configured nodes fed from here. */
  readonly downstream: readonly string[];
}

export type Reach =
  | { readonly kind: 'answers' }
  | {
      readonly kind: 'silent';
      readonly reason: UnreachableReason;
      readonly detail: string;
      readonly since: EpochMs;
      readonly polls: number;
    }
  /** Alive, but cannot be queried (`hot_standby = off`): judged from its upstream. */
  | { readonly kind: 'cold'; readonly since: EpochMs }
  | { readonly kind: 'not-polled-yet' };

export type Upstream =
  | { readonly kind: 'node'; readonly node: string; readonly evidence: UpstreamEvidence }
  /** Receives from an address that is no configured node's. */
  | { readonly kind: 'address'; readonly host: string; readonly port: number | null }
  /** No walreceiver; WAL arrives (or once arrived) from an archive. */
  | { readonly kind: 'archive' }
  /** No walreceiver now; where it came from when there was one. */
  | { readonly kind: 'disconnected'; readonly last: string | null }
  | { readonly kind: 'unknown' };

/** How the upstream was established: the receiver's sender, or a walsender row of the upstream. */
export type UpstreamEvidence = 'receiver' | 'walsender' | 'remembered';

export interface NodeWal {
  readonly writeLsn: Lsn | null;
  /** The greater of received and replayed: what the node would not lose. */
  readonly receivedLsn: Lsn | null;
  readonly replayLsn: Lsn | null;
}

export interface ReplayView {
  readonly paused: boolean;
  /** Null where the version does not show it (up to 11). */
  readonly applyDelayMs: number | null;
  readonly startupWait: string | null;
  readonly lastReplayedCommitAt: EpochMs | null;
}

/** How far a standby is behind; every figure null where it is not known, never 0 for unknown. */
export interface HopLag {
  /** Bytes between the primary's write position and what this standby has replayed. */
  readonly replayBytes: number | null;
  /** Bytes between the primary's write position and what this standby has received. */
  readonly receiveBytes: number | null;
  /** Bytes between its upstream's position and what it has replayed: this hop alone. */
  readonly hopBytes: number | null;
  /** How long ago the primary passed the position this standby has replayed; 0 when caught up. */
  readonly timeMs: number | null;
  /**
   * True if the primary does not say now where it is, so that all is measured against where it was
   * last seen: it may have written any amount since, and 0 means nothing.
   */
  readonly isLowerBound: boolean;
  /** True if the history does not reach back far enough: the lag is at least `timeMs`. */
  readonly timeIsLowerBound: boolean;
  /** PostgreSQL's own `write_lag`, `flush_lag`, `replay_lag`, to be shown beside ours. */
  readonly reported: {
    readonly writeMs: number | null;
    readonly flushMs: number | null;
    readonly replayMs: number | null;
  } | null;
  /** When the figures were read (the standby's answer, or its upstream's). */
  readonly at: EpochMs;
}

export interface UnmanagedStandby {
  readonly upstream: string;
  readonly applicationName: string;
  readonly clientAddress: string | null;
  readonly state: string | null;
  readonly syncState: SyncState | null;
  readonly slotName: string | null;
  readonly replayBytes: number | null;
  /** The walsender's process on the upstream: the same for as long as the connection lives. */
  readonly pid: number;
}

export interface OtherWalSender {
  readonly upstream: string;
  readonly applicationName: string;
  readonly kind: 'base-backup' | 'wal-receive' | 'starting' | 'not-visible' | 'logical';
}

/** Synchronous replication as the primary would decide it right now. */
export interface SyncView {
  /** Null when the primary's settings are not known. */
  readonly config: SyncConfig | null;
  /** `synchronous_commit`, server-wide; null when not known. */
  readonly synchronousCommit: string | null;
  /** The value of `synchronous_standby_names` as set; null when not known. */
  readonly namesSetting: string | null;
  readonly members: readonly SyncMember[];
  /** What a commit at the server-wide level does now. */
  readonly commits: CommitOutlook;
  readonly wait: SyncWait | null;
  /** `synchronous_commit` set for a database or a role on the primary; null when not known. */
  readonly overrides: readonly SettingOverride[] | null;
}

/** A parsed `synchronous_standby_names`. */
export interface SyncConfig {
  readonly method: 'priority' | 'quorum';
  readonly numSync: number;
  /** As written, quotes removed and folded as PostgreSQL folds; `*` matches every standby. */
  readonly names: readonly string[];
}

/** A walsender that counts for synchronous replication, or a listed name that nobody carries. */
export interface SyncMember {
  /** `application_name`. */
  readonly name: string;
  /** The configured node behind it, or that should carry the name; null if unmanaged. */
  readonly node: string | null;
  readonly priority: number;
  /** `missing`: listed, but no eligible walsender carries the name now. */
  readonly state: SyncState | 'missing';
  /**
   * True if its confirmation counts now: streaming (or stopping) with a flushed position. A standby
   * that catches up shows as `potential` and can't take over yet. Null where it is not visible.
   */
  readonly eligible: boolean | null;
  /**
   * PostgreSQL counts it, and so may wait for it, but at `remote_apply` its confirmation does not
   * come: its replay is paused, or it is no standby that replays (`pg_receivewal`).
   */
  readonly withholds: 'replay-paused' | 'never-replays' | null;
}

export type CommitOutlook =
  /** No names set, or the level waits for no standby: commits return after the local flush. */
  | { readonly kind: 'not-waiting'; readonly why: 'no-names' | 'level' }
  /** Enough standbys answer. `spare` more may fail before commits hang. */
  | { readonly kind: 'waiting-satisfied'; readonly required: number; readonly spare: number }
  /** Too few: every commit at that level hangs. */
  | { readonly kind: 'hangs'; readonly required: number; readonly present: number }
  | { readonly kind: 'unknown' };
