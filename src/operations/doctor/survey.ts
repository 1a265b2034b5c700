import type { EpochMs, UnreachableReason } from '../../replication/observation.js';
import type { HbaRule } from '../facts.js';
import type { Archiving } from './archiving.js';

/**
 * What one node says of itself when its set-up is examined; null for what the role may not see, or
 * what its major has not got.
 */
export interface NodeSurvey {
  readonly node: string;
  /** When the question was sent and when the answer was there, by pgrepl's clock. */
  readonly askedAt: EpochMs;
  readonly at: EpochMs;
  /** The server's clock at some time between the two. */
  readonly serverTime: EpochMs;
  readonly versionNum: number;
  readonly major: number;
  readonly inRecovery: boolean;
  readonly role: SurveyRole;
  /**
   * By name: those that hold for the whole server. What a database, a role or the session sets for
   * itself is not among them; up to 11 those of `recovery.conf` are, if it may be read.
   */
  readonly settings: ReadonlyMap<string, SurveyedSetting>;
  /** Whether the settings of `recovery.conf` are among them; true from 12 on, and on a primary. */
  readonly seesRecoverySettings: boolean;
  /** `recovery.conf` is not valid in the encoding of the database, and can not be read for that. */
  readonly recoveryConfUnreadable: boolean;
  /** What its `archive_command` comes to; the text is kept nowhere. Null where it is not visible. */
  readonly archiving: Archiving | null;
  /** The source of its WAL, secrets masked; null if none is set, or not visible. */
  readonly conninfo: SurveyedConninfo | null;
  /** Settings in the files that wait for a restart. */
  readonly pendingRestart: readonly string[];
  /** Roles that may replicate: with `REPLICATION`, or superusers. */
  readonly replicationRoles: readonly ReplicationRole[];
  /** Who receives from here, by `pg_stat_replication`. */
  readonly senders: readonly Receiver[];
  readonly overrides: readonly RoleOverride[];
  /** Queries that recovery has cancelled here since the statistics began. */
  readonly conflicts: { readonly snapshot: number; readonly other: number } | null;
  /** The rules of `pg_hba.conf` for replication, in order. */
  readonly replicationHba: readonly HbaRule[] | null;
  /** Files in the data directory that decide what the server is at its next start. */
  readonly files: SignalFiles | null;
  /** Roles that may replicate and whose password is stored as MD5. */
  readonly md5Roles: readonly string[] | null;
  /** Of the C library that orders texts (13+, Linux). */
  readonly collationVersion: string | null;
}

export interface Receiver {
  readonly user: string | null;
  readonly applicationName: string;
  /** Null for one from the machine itself, and where it is not visible. */
  readonly isEncrypted: boolean | null;
}

/** The role that pgrepl looks by. */
export interface SurveyRole {
  readonly name: string;
  readonly superuser: boolean;
  /** `pg_read_all_settings` (10+). */
  readonly seesSettings: boolean;
  readonly seesStatistics: boolean;
}

export interface SurveyedSetting {
  /** As `pg_settings` has it; passwords masked, and `set` for a command of a shell. */
  readonly text: string;
  /** In bytes, milliseconds or as a plain number; null for what is none. -1 stays -1. */
  readonly amount: number | null;
  /** `pg_settings.context`: `postmaster` takes a restart, `sighup` and others a reload. */
  readonly context: string;
  /** `pg_settings.source`, or `recovery.conf`. */
  readonly source: string;
}

/** What of a `primary_conninfo` may be known; the password is not among it. */
export interface SurveyedConninfo {
  readonly hasPassword: boolean;
  /** Null where it is not set. */
  readonly applicationName: string | null;
  readonly user: string | null;
  readonly sslMode: string | null;
}

export interface ReplicationRole {
  readonly name: string;
  readonly superuser: boolean;
  readonly replication: boolean;
  readonly canLogin: boolean;
}

/** `ALTER DATABASE|ROLE … SET`. */
export interface RoleOverride {
  readonly database: string | null;
  readonly role: string | null;
  readonly name: string;
  readonly value: string;
}

export interface SignalFiles {
  readonly recoveryConf: boolean;
  readonly standbySignal: boolean;
  readonly recoverySignal: boolean;
}

/** A node's survey, or why there is none. */
export type SurveyResult =
  | { readonly kind: 'survey'; readonly survey: NodeSurvey }
  | { readonly kind: 'none'; readonly reason: UnreachableReason; readonly detail: string };
