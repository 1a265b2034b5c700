import { dialectOf } from '../sql/dialect.js';
import { hbaRulesSql } from '../sql/hba-rules.js';
import { maskedConninfo } from './mask-sql.js';
import { recoveryConfSql } from './recovery-conf-sql.js';
import type { SurveyRights } from './survey-row.js';

/** A major without one leaves it out. */
const surveyedSettings = [
  'archive_command',
  'archive_library',
  'archive_mode',
  'cluster_name',
  'data_checksums',
  'default_transaction_read_only',
  'fsync',
  'full_page_writes',
  'hot_standby',
  'hot_standby_feedback',
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_replication_slots',
  'max_slot_wal_keep_size',
  'max_standby_streaming_delay',
  'max_wal_senders',
  'max_worker_processes',
  'password_encryption',
  'primary_conninfo',
  'primary_slot_name',
  'promote_trigger_file',
  'recovery_min_apply_delay',
  'recovery_target',
  'recovery_target_lsn',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_timeline',
  'recovery_target_xid',
  'restore_command',
  'shared_preload_libraries',
  'synchronous_commit',
  'synchronous_standby_names',
  'tcp_keepalives_idle',
  'wal_keep_segments',
  'wal_keep_size',
  'wal_level',
  'wal_log_hints',
  'wal_receiver_timeout',
  'wal_segment_size',
  'wal_sender_timeout',
];

/** Sources that hold for one session or some, and hide what the server has. */
const sessionSources = [
  'database',
  'user',
  'database user',
  'client',
  'session',
  'interactive',
  'test',
];

/** `ALTER DATABASE|ROLE … SET` of these is looked at. */
const overridable = ['synchronous_commit', 'default_transaction_read_only'];

const list = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');

const superuser = `current_setting('is_superuser') = 'on'`;

/**
 * What the role may ask for. PostgreSQL refuses a whole statement for one function in it that the
 * role may not execute, called or not; up to 10 a superuser alone may call those for files.
 */
export function surveyRightsSql(major: number): string {
  const may = (signature: string): string =>
    `${superuser}${major >= 11 ? ` or has_function_privilege('${signature}', 'EXECUTE')` : ''}`;
  const hba = `has_table_privilege('pg_hba_file_rules', 'SELECT') and has_function_privilege('pg_hba_file_rules()', 'EXECUTE')`;
  return `
select json_build_object(
  'superuser', ${superuser},
  'hbaRules', ${major >= 10 ? hba : 'false'},
  'fileStatus', ${may('pg_stat_file(text,boolean)')},
  'recoveryConf', ${major >= 12 ? 'false' : may('pg_read_file(text,bigint,bigint,boolean)')}
) as rights`;
}

const settings = `
  (select json_object_agg(name, json_build_array(
    case name
      when 'primary_conninfo' then ${maskedConninfo('setting')}
      when 'restore_command' then case when setting = '' then '' else 'set' end
      else setting end,
    unit, context, source))
  from pg_settings
  where name in (${list(surveyedSettings)}) and source not in (${list(sessionSources)}))`;

const overrides = `
  (select json_agg(json_build_object(
    'database', (select datname from pg_database where oid = setdatabase),
    'role', case when setrole <> 0 then pg_get_userbyid(setrole) end,
    'name', lower(split_part(entry, '=', 1)),
    'value', substr(entry, position('=' in entry) + 1))
    order by setdatabase, setrole)
  from pg_db_role_setting, unnest(setconfig) entry
  where lower(split_part(entry, '=', 1)) in (${list(overridable)}))`;

const isThere = (file: string): string =>
  `(select size is not null from pg_stat_file('${file}', true))`;

const files = `json_build_object(
    'recoveryConf', ${isThere('recovery.conf')},
    'standbySignal', ${isThere('standby.signal')},
    'recoverySignal', ${isThere('recovery.signal')})`;

const md5Roles = `
  (select coalesce(json_agg(rolname order by rolname), '[]') from pg_authid
   where rolpassword like 'md5%' and (rolreplication or rolsuper) and rolcanlogin)`;

/** Whether a connection from elsewhere is encrypted; null for one from the machine itself, or not visible. */
const senders = (major: number): string => `
  (select json_agg(json_build_object(
      'user', sender.usename,
      'applicationName', coalesce(sender.application_name, ''),
      'isEncrypted', case when not (sender.client_addr << '127.0.0.0/8' or sender.client_addr = '::1')
        then ssl.ssl${major >= 12 ? ' or coalesce(gss.encrypted, false)' : ''} end)
      order by sender.application_name)
    from pg_stat_replication sender
    left join pg_stat_ssl ssl using (pid)${major >= 12 ? ' left join pg_stat_gssapi gss using (pid)' : ''})`;

/** Of the C library, whose order of texts every index keeps; other systems than Linux may refuse to say. */
const collationVersion = `
  case when version() ~* 'linux' then
    (select max(pg_collation_actual_version(oid)) from pg_collation
     where collprovider = 'c' and collname not in ('C', 'POSIX')) end`;

/** The set-up of a server of this major, as far as the role may see it: one row, one column `survey`. */
export function surveySql(major: number, may: SurveyRights): string {
  const { seesStatistics } = dialectOf(major);
  const seesSettings = major >= 10 ? `pg_has_role('pg_read_all_settings', 'USAGE')` : superuser;
  return `
select json_build_object(
  'serverTime', (extract(epoch from clock_timestamp()) * 1000)::bigint,
  'versionNum', current_setting('server_version_num')::integer,
  'inRecovery', pg_is_in_recovery(),
  'role', json_build_object(
    'name', current_user, 'superuser', ${superuser},
    'seesSettings', ${seesSettings}, 'seesStatistics', ${seesStatistics}),
  'settings', ${settings},
  'recoveryConf', ${may.recoveryConf ? recoveryConfSql : 'null'},
  'receiverConninfo', (select ${maskedConninfo('conninfo')} from pg_stat_wal_receiver limit 1),
  'pendingRestart', (select json_agg(name order by name) from pg_settings where pending_restart),
  'replicationRoles', (select json_agg(json_build_object(
      'name', rolname, 'superuser', rolsuper, 'replication', rolreplication, 'canLogin', rolcanlogin)
      order by rolname)
    from pg_roles where rolreplication or rolsuper),
  'senders', ${senders(major)},
  'overrides', ${overrides},
  'conflicts', (select json_build_object(
      'snapshot', coalesce(sum(confl_snapshot), 0)::bigint,
      'other', coalesce(sum(confl_tablespace + confl_lock + confl_bufferpin + confl_deadlock), 0)::bigint)
    from pg_stat_database_conflicts),
  'hbaRules', ${may.hbaRules ? hbaRulesSql : 'null'},
  'files', ${may.fileStatus ? files : 'null'},
  'collationVersion', ${major >= 13 ? collationVersion : 'null'},
  'md5Roles', ${may.superuser ? md5Roles : 'null'}
) as survey`;
}
