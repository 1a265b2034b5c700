import type { Lsn } from './lsn.js';

/** Milliseconds since the Unix epoch, read from pgrepl's own clock unless the name says otherwise. */
export type EpochMs = number;

/**
 * Why a poll brought no state. Each is a different situation for the person on call:
 *
 * - `refused`: the host answers, nothing listens on the port (server stopped, or never there);
 * - `timed-out`: no answer within the deadline (frozen, overloaded, packets dropped);
 * - `unreachable`: the network says there is no way to the host;
 * - `dns`: the host name does not resolve;
 * - `tls`: encryption could not be agreed on, or a certificate was not accepted;
 * - `authentication`: password, certificate or `pg_hba.conf` rejects the role;
 * - `starting-up`: 57P03 while the server starts, or (up to 13) while hot standby is off;
 * - `hot-standby-off`: 57P03 that says so (14+): a cold standby, alive but not to be queried;
 * - `shutting-down`: 57P03 or 57P01 while it stops;
 * - `too-many-connections`: 53300;
 * - `connection-lost`: an established session ended without an answer;
 * - `permission`: the role may not read what even the smallest observation needs;
 * - `protocol`: whatever answers is not a PostgreSQL that pgrepl can read.
 */
export const unreachableReasons = [
  'refused',
  'timed-out',
  'unreachable',
  'dns',
  'tls',
  'authentication',
  'starting-up',
  'hot-standby-off',
  'shutting-down',
  'too-many-connections',
  'connection-lost',
  'permission',
  'protocol',
] as const;

export type UnreachableReason = (typeof unreachableReasons)[number];

/** What one poll of one node returned, or why it returned nothing, and when. */
export interface Observation {
  /** The node's name in the configuration. */
  readonly node: string;
  /** When the question was sent. */
  readonly askedAt: EpochMs;
  /** When the answer came, or the attempt was given up. */
  readonly at: EpochMs;
  readonly result: ObservationResult;
}

export type ObservationResult =
  | { readonly kind: 'state'; readonly state: NodeState }
  | {
      readonly kind: 'no-state';
      readonly reason: UnreachableReason;
      /** The server's or the system's own words, one line, without secrets. */
      readonly detail: string;
    };

/** The replication state of one server, read in one statement. */
export interface NodeState {
  /** `server_version_num`, for example 180004. */
  readonly versionNum: number;
  /** `server_version_num` / 10000 from 10 on; 9 for 9.6. */
  readonly major: number;
  /** `pg_control_system().system_identifier`: the same on a primary and all its standbys. */
  readonly systemIdentifier: string;
  /** The server's clock at the time of the answer. */
  readonly serverTime: EpochMs;
  readonly startedAt: EpochMs;
  /**
   * The timeline this server writes (primary), or replays (standby; taken from the receiver, else
   * from `pg_control`, whose value stays old until the next checkpoint or restart point).
   */
  readonly timeline: number | null;
  readonly role: PrimaryState | StandbyState;
  /** `pg_stat_replication`: who receives WAL from here. Standbys have them too, in a cascade. */
  readonly walSenders: readonly WalSender[];
  readonly slots: readonly Slot[];
  readonly archiver: Archiver | null;
  /**
   * Where the last checkpoint (on a standby: restart point) would begin to replay. From 11 on no
   * server removes WAL from here on; null up to 10, which keeps what the checkpoint before needs.
   */
  readonly redoLsn: Lsn | null;
  /**
   * With `summarize_wal` (17+): up to where WAL is summarized for incremental backups. What lies behind
   * it is kept; 0/0 until the summarizer has begun. Null where nothing is summarized.
   */
  readonly summarizedLsn: Lsn | null;
  /** Sessions that wait for a synchronous standby; null where the role may not see them. */
  readonly syncWait: SyncWait | null;
  readonly settings: Settings;
  /** `ALTER DATABASE|ROLE … SET synchronous_commit`, which no server-wide setting shows. */
  readonly synchronousCommitOverrides: readonly SettingOverride[];
  /** False when the role lacks `pg_monitor` and so sees only the outline of the views. */
  readonly fullyVisible: boolean;
}

export interface PrimaryState {
  readonly kind: 'primary';
  /** `pg_current_wal_lsn()`: written, the position lag is measured against. */
  readonly writeLsn: Lsn;
  /** `pg_current_wal_flush_lsn()`; equal to `writeLsn` on 9.6's oldest builds. */
  readonly flushLsn: Lsn;
}

export interface StandbyState {
  readonly kind: 'standby';
  /** `pg_last_wal_receive_lsn()`; null if nothing was ever streamed (log shipping). */
  readonly receiveLsn: Lsn | null;
  /** `pg_last_wal_replay_lsn()`. */
  readonly replayLsn: Lsn | null;
  /** `pg_last_xact_replay_timestamp()`, the primary's clock; null before the first commit. */
  readonly lastReplayedCommitAt: EpochMs | null;
  readonly replayPaused: boolean;
  /** `recovery_min_apply_delay`, ms; 0 when none; null up to 11, where it is no visible setting. */
  readonly applyDelayMs: number | null;
  /** What the startup process waits for (`pg_stat_activity.wait_event`), if visible. */
  readonly startupWait: string | null;
  /** What the walreceiver waits for, likewise: it tells waiting for WAL from writing it. */
  readonly receiverWait: string | null;
  /** Queries that replay has cancelled here since the statistics were reset; null if not known. */
  readonly conflicts: RecoveryConflicts | null;
  readonly receiver: WalReceiver | null;
}

/** `pg_stat_database_conflicts`, over all databases. */
export interface RecoveryConflicts {
  readonly tablespace: number;
  readonly lock: number;
  readonly snapshot: number;
  readonly bufferPin: number;
  readonly deadlock: number;
  /** Logical slots invalidated; from 16 on, 0 before. */
  readonly logicalSlot: number;
}

/** `pg_stat_wal_receiver`: present while a walreceiver process runs. */
export interface WalReceiver {
  readonly pid: number;
  /** Null where the role may see only that a receiver exists. */
  readonly details: WalReceiverDetails | null;
}

export interface WalReceiverDetails {
  /** `starting`, `connecting` (18+), `streaming`, `waiting`, `restarting`, `stopping`, `stopped`. */
  readonly status: string;
  readonly receivedTimeline: number | null;
  /** Flushed position (`flushed_lsn`, up to 12 `received_lsn`). */
  readonly flushedLsn: Lsn | null;
  /** From 11 on; null before, because only `conninfo` has it there, which is never read. */
  readonly senderHost: string | null;
  readonly senderPort: number | null;
  readonly slotName: string | null;
  /** The upstream's clock when it last sent (`last_msg_send_time`). */
  readonly lastMessageSentAt: EpochMs | null;
  readonly lastMessageReceivedAt: EpochMs | null;
}

/** One row of `pg_stat_replication`. */
export interface WalSender {
  readonly pid: number;
  readonly applicationName: string;
  /** Null without `pg_monitor`: the row's other columns are not visible then. */
  readonly details: WalSenderDetails | null;
}

export interface WalSenderDetails {
  readonly clientAddress: string | null;
  readonly clientPort: number | null;
  readonly backendStartedAt: EpochMs | null;
  /** `startup`, `catchup`, `streaming`, `backup`, `stopping`. */
  readonly state: string;
  readonly sentLsn: Lsn | null;
  readonly writeLsn: Lsn | null;
  readonly flushLsn: Lsn | null;
  readonly replayLsn: Lsn | null;
  /** PostgreSQL's own figures; null when caught up and idle, and on 9.6. */
  readonly writeLagMs: number | null;
  readonly flushLagMs: number | null;
  readonly replayLagMs: number | null;
  readonly syncPriority: number;
  readonly syncState: SyncState;
  /** How long ago the standby last answered, on the server's clock; from 12 on. */
  readonly replyAgeMs: number | null;
  /** The slot this walsender reads from (`pg_replication_slots.active_pid`). */
  readonly slotName: string | null;
}

export type SyncState = 'async' | 'potential' | 'sync' | 'quorum';

/** One row of `pg_replication_slots`. */
export interface Slot {
  readonly name: string;
  readonly kind: 'physical' | 'logical';
  readonly active: boolean;
  readonly activePid: number | null;
  readonly temporary: boolean;
  readonly restartLsn: Lsn | null;
  /** WAL kept back for this slot, bytes; null when it reserves none. */
  readonly retainedBytes: number | null;
  /** `reserved`, `extended`, `unreserved`, `lost`; from 13 on. */
  readonly walStatus: string | null;
  readonly safeWalSizeBytes: number | null;
  readonly invalidationReason: string | null;
  readonly inactiveSince: EpochMs | null;
  /**
   * True for the copy of a failover slot that a standby keeps up by itself; from 17 on. It stays true
   * when that standby is promoted.
   */
  readonly synced: boolean;
}

export interface Archiver {
  readonly archivedCount: number;
  readonly failedCount: number;
  readonly lastArchivedWal: string | null;
  readonly lastArchivedAt: EpochMs | null;
  readonly lastFailedWal: string | null;
  readonly lastFailedAt: EpochMs | null;
}

export interface SyncWait {
  /** Sessions whose `wait_event` is `SyncRep`. */
  readonly sessions: number;
  /**
   * How long the longest of them has been waiting, ms; null when none waits. An upper bound:
   * PostgreSQL says when the statement, or the transaction in it, began, not when its wait did.
   */
  readonly longestMs: number | null;
}

export interface SettingOverride {
  readonly database: string | null;
  readonly role: string | null;
  readonly value: string;
}

/** The settings (GUCs) that decide how replication behaves; null where a version lacks one. */
export interface Settings {
  readonly clusterName: string | null;
  readonly synchronousStandbyNames: string;
  /**
   * The server-wide value, not this session's; null when a database's or role's own setting hides
   * it from this session (`synchronousCommitOverrides` then names that setting).
   */
  readonly synchronousCommit: string | null;
  readonly walLevel: string | null;
  readonly hotStandby: string | null;
  readonly maxWalSenders: number | null;
  readonly maxReplicationSlots: number | null;
  readonly maxConnections: number | null;
  readonly maxWorkerProcesses: number | null;
  readonly maxPreparedTransactions: number | null;
  readonly maxLocksPerTransaction: number | null;
  /** `wal_segment_size`, which is the same on a primary and all its standbys. */
  readonly walSegmentBytes: number | null;
  readonly walKeepBytes: number | null;
  /** -1 for no bound; from 13 on. */
  readonly maxSlotWalKeepBytes: number | null;
  /** `idle_replication_slot_timeout`, ms; 0 for none; from 18 on. */
  readonly idleSlotTimeoutMs: number | null;
  readonly archiveMode: string | null;
  /** Whether `archive_command` or `archive_library` (15+) says how to archive. */
  readonly hasArchiveCommand: boolean | null;
  readonly primarySlotName: string | null;
  /**
   * Whether `primary_conninfo` is set (what it says is never read), so that the server streams as a
   * standby. Null up to 11, where it is no setting, and without `pg_monitor`.
   */
  readonly hasPrimaryConninfo: boolean | null;
  /** Whether `restore_command` is set; null up to 11. */
  readonly hasRestoreCommand: boolean | null;
  readonly walSenderTimeoutMs: number | null;
  readonly walReceiverTimeoutMs: number | null;
  readonly walRetrieveRetryIntervalMs: number | null;
  readonly port: number | null;
}
