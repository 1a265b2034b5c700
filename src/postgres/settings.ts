import type { Settings } from '../replication/observation.js';
import type { SettingRow } from './sql/observation-row.js';

type SettingRows = Readonly<Record<string, SettingRow>>;

/** The units `pg_settings` uses, in bytes or in milliseconds. */
const unitSizes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  '8kB': 8 * 1024,
  MB: 1024 ** 2,
  '16MB': 16 * 1024 ** 2,
  GB: 1024 ** 3,
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
};

function text(rows: SettingRows, name: string): string | null {
  return rows[name]?.[0] ?? null;
}

/** For names and identifiers, where PostgreSQL writes "not set" as an empty string. */
function textOrUnset(rows: SettingRows, name: string): string | null {
  const value = text(rows, name);
  return value === '' ? null : value;
}

/** For settings of which the statement returns only whether they are set. */
function flag(rows: SettingRows, name: string): boolean | null {
  const value = text(rows, name);
  return value === null ? null : value === 'true';
}

/**
 * The value in bytes or milliseconds. -1 stays -1 whatever the unit: PostgreSQL's "no limit", and
 * never an amount.
 */
export function settingAmount(rows: SettingRows, name: string): number | null {
  const row = rows[name];
  if (row === undefined) return null;
  const [value, unit] = row;
  const amount = Number(value);
  if (value.trim() === '' || !Number.isFinite(amount)) return null;
  if (amount === -1 || unit === null) return amount;
  const size = unitSizes[unit];
  return size === undefined ? null : amount * size;
}

/** How the server archives: by a command, or from 15 on by a library. */
function hasArchiveCommand(rows: SettingRows): boolean | null {
  const [command, library] = [flag(rows, 'archive_command'), flag(rows, 'archive_library')];
  return command === true || library === true ? true : command;
}

/** Up to 12 in segments, whose size is the server's; from 13 on in megabytes. */
function walKeepBytes(rows: SettingRows): number | null {
  const size = settingAmount(rows, 'wal_keep_size');
  if (size !== null) return size;
  const segments = settingAmount(rows, 'wal_keep_segments');
  const segmentBytes = settingAmount(rows, 'wal_segment_size');
  return segments === null || segmentBytes === null ? null : segments * segmentBytes;
}

/** Reads the rows of `pg_settings`; `undefined` if what every version has is missing. */
export function readSettings(rows: SettingRows): Settings | undefined {
  const synchronousStandbyNames = text(rows, 'synchronous_standby_names');
  if (synchronousStandbyNames === null) return undefined;
  return {
    clusterName: textOrUnset(rows, 'cluster_name'),
    synchronousStandbyNames,
    synchronousCommit: text(rows, 'synchronous_commit'),
    walLevel: text(rows, 'wal_level'),
    hotStandby: text(rows, 'hot_standby'),
    maxWalSenders: settingAmount(rows, 'max_wal_senders'),
    maxReplicationSlots: settingAmount(rows, 'max_replication_slots'),
    maxConnections: settingAmount(rows, 'max_connections'),
    maxWorkerProcesses: settingAmount(rows, 'max_worker_processes'),
    maxPreparedTransactions: settingAmount(rows, 'max_prepared_transactions'),
    maxLocksPerTransaction: settingAmount(rows, 'max_locks_per_transaction'),
    walSegmentBytes: settingAmount(rows, 'wal_segment_size'),
    walKeepBytes: walKeepBytes(rows),
    maxSlotWalKeepBytes: settingAmount(rows, 'max_slot_wal_keep_size'),
    idleSlotTimeoutMs: settingAmount(rows, 'idle_replication_slot_timeout'),
    archiveMode: text(rows, 'archive_mode'),
    hasArchiveCommand: hasArchiveCommand(rows),
    primarySlotName: textOrUnset(rows, 'primary_slot_name'),
    hasPrimaryConninfo: flag(rows, 'primary_conninfo'),
    hasRestoreCommand: flag(rows, 'restore_command'),
    walSenderTimeoutMs: settingAmount(rows, 'wal_sender_timeout'),
    walReceiverTimeoutMs: settingAmount(rows, 'wal_receiver_timeout'),
    walRetrieveRetryIntervalMs: settingAmount(rows, 'wal_retrieve_retry_interval'),
    port: settingAmount(rows, 'port'),
  };
}
