import type { Dialect } from './dialect.js';
import { dialectOf } from './dialect.js';

/** The settings that an observation carries; a major without one leaves it out. */
const observedSettings = [
  'archive_mode',
  'cluster_name',
  'hot_standby',
  'idle_replication_slot_timeout',
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_replication_slots',
  'max_slot_wal_keep_size',
  'max_wal_senders',
  'max_worker_processes',
  'port',
  'primary_slot_name',
  'recovery_min_apply_delay',
  'synchronous_commit',
  'synchronous_standby_names',
  'wal_keep_segments',
  'wal_keep_size',
  'wal_level',
  'wal_receiver_timeout',
  'wal_retrieve_retry_interval',
  'wal_segment_size',
  'wal_sender_timeout',
] as const;

/** Settings that may hold secrets: only whether they are set leaves the server. */
const guardedSettings = [
  'archive_command',
  'archive_library',
  'primary_conninfo',
  'restore_command',
];

/**
 * Sources of a setting that hold for the whole server. Any other (`database`, `user`,
 * `database user`, `client`, `session`) is particular to pgrepl's own session and hides the
 * server's value, which no view shows to a role without superuser rights.
 */
const serverWideSources = [
  'default',
  'dynamic default',
  'environment variable',
  'configuration file',
  'command line',
  'global',
  'override',
];

const list = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');

/** Milliseconds since the epoch, whole. */
const epochMs = (time: string): string => `(extract(epoch from ${time}) * 1000)::bigint`;

/** Milliseconds of an interval, to the microsecond. */
const intervalMs = (interval: string): string =>
  `round((extract(epoch from ${interval}) * 1000)::numeric, 3)`;

const role = (names: Dialect): string => `
  case when here.in_recovery then json_build_object(
    'kind', 'standby',
    'receiveLsn', ${names.lastReceiveLsn},
    'replayLsn', ${names.lastReplayLsn},
    'lastReplayedCommitAt', ${epochMs('pg_last_xact_replay_timestamp()')},
    'replayPaused', ${names.isReplayPaused})
  else json_build_object(
    'kind', 'primary',
    'writeLsn', ${names.currentLsn},
    'flushLsn', ${names.currentFlushLsn},
    'timelineHex', substr(${names.walFileName}(${names.currentLsn}), 1, 8))
  end`;

const walSenders = (names: Dialect): string => `
  (select json_agg(json_build_object(
    'pid', sender.pid,
    'applicationName', sender.application_name,
    'clientAddress', host(sender.client_addr),
    'clientPort', sender.client_port,
    'backendStartedAt', ${epochMs('sender.backend_start')},
    'state', sender.state,
    'sentLsn', ${names.senderSent},
    'writeLsn', ${names.senderWrite},
    'flushLsn', ${names.senderFlush},
    'replayLsn', ${names.senderReplay},
    'writeLagMs', ${intervalMs(names.senderWriteLag)},
    'flushLagMs', ${intervalMs(names.senderFlushLag)},
    'replayLagMs', ${intervalMs(names.senderReplayLag)},
    'syncPriority', sender.sync_priority,
    'syncState', sender.sync_state,
    'replyAgeMs', ${intervalMs(`(clock_timestamp() - ${names.senderReplyTime})`)},
    'slotName', (select slot.slot_name from pg_replication_slots slot
                 where slot.active_pid = sender.pid limit 1))
    order by sender.application_name, sender.pid)
  from pg_stat_replication sender)`;

const slots = (names: Dialect): string => `
  (select json_agg(json_build_object(
    'name', slot.slot_name,
    'kind', slot.slot_type,
    'active', slot.active,
    'activePid', slot.active_pid,
    'temporary', ${names.slotTemporary},
    'restartLsn', slot.restart_lsn,
    'retainedBytes', greatest(0, ${names.lsnDiff}(here.lsn, slot.restart_lsn)),
    'walStatus', ${names.slotWalStatus},
    'safeWalSizeBytes', ${names.slotSafeWalSize},
    'invalidationReason', ${names.slotInvalidation},
    'inactiveSince', ${epochMs(names.slotInactiveSince)},
    'synced', ${names.slotSynced})
    order by slot.slot_name)
  from pg_replication_slots slot)`;

const receiver = (names: Dialect): string => `
  (select json_build_object(
    'pid', receiver.pid,
    'status', receiver.status,
    'receivedTimeline', receiver.received_tli,
    'flushedLsn', ${names.receiverFlushed},
    'senderHost', ${names.receiverHost},
    'senderPort', ${names.receiverPort},
    'slotName', receiver.slot_name,
    'lastMessageSentAt', ${epochMs('receiver.last_msg_send_time')},
    'lastMessageReceivedAt', ${epochMs('receiver.last_msg_receipt_time')})
  from pg_stat_wal_receiver receiver limit 1)`;

const archiver = `
  (select json_build_object(
    'archivedCount', archived_count,
    'failedCount', failed_count,
    'lastArchivedWal', last_archived_wal,
    'lastArchivedAt', ${epochMs('last_archived_time')},
    'lastFailedWal', last_failed_wal,
    'lastFailedAt', ${epochMs('last_failed_time')})
  from pg_stat_archiver)`;

/** A procedure that commits has run for longer than each of its transactions. */
const waits = (names: Dialect): string => `
  (select json_build_object(
    'sessions', count(*) filter (where ${names.waitsForStandby}),
    'longestMs', max(${intervalMs('(clock_timestamp() - greatest(query_start, xact_start))')})
                   filter (where ${names.waitsForStandby}),
    'startup', max(wait_event) filter (where ${names.isStartupProcess}),
    'receiver', max(wait_event) filter (where ${names.isReceiverProcess}))
  from pg_stat_activity
  where ${names.waitsForStandby} or ${names.isStartupProcess} or ${names.isReceiverProcess})`;

/** A primary has none, and would have to be asked for each of its databases. */
const conflicts = (names: Dialect): string => `
  case when here.in_recovery then
    (select json_build_object(
      'tablespace', coalesce(sum(conflict.confl_tablespace), 0)::bigint,
      'lock', coalesce(sum(conflict.confl_lock), 0)::bigint,
      'snapshot', coalesce(sum(conflict.confl_snapshot), 0)::bigint,
      'bufferPin', coalesce(sum(conflict.confl_bufferpin), 0)::bigint,
      'deadlock', coalesce(sum(conflict.confl_deadlock), 0)::bigint,
      'logicalSlot', coalesce(sum(${names.conflictLogicalSlot}), 0)::bigint)
    from pg_stat_database_conflicts conflict)
  end`;

const settings = `
  (select json_object_agg(name, json_build_array(
    case when name in (${list(guardedSettings)}) then (setting <> '')::text else setting end, unit))
  from pg_settings
  where name in (${list([...observedSettings, ...guardedSettings])}) and source in (${list(serverWideSources)}))`;

const overrides = `
  (select json_agg(json_build_object(
    'database', (select datname from pg_database where oid = setdatabase),
    'role', case when setrole <> 0 then pg_get_userbyid(setrole) end,
    'value', substr(entry, length('synchronous_commit=') + 1))
    order by setdatabase, setrole)
  from pg_db_role_setting, unnest(setconfig) entry
  where lower(split_part(entry, '=', 1)) = 'synchronous_commit')`;

/**
 * The statement that reads the whole replication state of a server of this major: one row, one
 * column `observation` with a JSON object that `readObservation` understands. It works on a
 * primary and on a standby, and goes on working when the one becomes the other.
 */
export function observationSql(major: number): string {
  const names = dialectOf(major);
  return `
select json_build_object(
  'versionNum', current_setting('server_version_num')::integer,
  'systemIdentifier', (select system_identifier::text from pg_control_system()),
  'serverTime', ${epochMs('clock_timestamp()')},
  'startedAt', ${epochMs('pg_postmaster_start_time()')},
  'seesStatistics', ${names.seesStatistics},
  'showsWaits', ${names.showsWaits},
  'control', (select json_build_object(
      'timeline', greatest(control.timeline_id, recovery.min_recovery_end_timeline),
      'redoLsn', ${names.redoLsn})
    from pg_control_checkpoint() control, pg_control_recovery() recovery),
  'summarizedLsn', ${names.summarizedLsn},
  'role', ${role(names)},
  'receiver', ${receiver(names)},
  'walSenders', ${walSenders(names)},
  'slots', ${slots(names)},
  'archiver', ${archiver},
  'waits', ${waits(names)},
  'conflicts', ${conflicts(names)},
  'settings', ${settings},
  'synchronousCommitOverrides', ${overrides}
) as observation
from (
  select in_recovery,
    case when in_recovery then greatest(${names.lastReceiveLsn}, ${names.lastReplayLsn})
         else ${names.currentLsn} end as lsn
  from (select pg_is_in_recovery() as in_recovery offset 0) recovery
) here`;
}
