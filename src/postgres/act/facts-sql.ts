import { z } from 'zod';
import { dialectOf } from '../sql/dialect.js';
import { lsn, whole } from '../sql/columns.js';
import { hbaRules, hbaRulesSql } from '../sql/hba-rules.js';
import type { Rights } from './rights-sql.js';

/** Settings that tell something about how a node can come back, or be promoted. */
const factSettings = [
  'archive_mode',
  'config_file',
  'data_checksums',
  'data_directory',
  'full_page_writes',
  'hba_file',
  'primary_conninfo',
  'promote_trigger_file',
  'recovery_target_timeline',
  'restore_command',
  'wal_log_hints',
];

const readyFiles = (from: string): string =>
  `(select count(*) from ${from} as file(name) where name like '%.ready')`;

function archiveReadyFiles(may: Rights['functions']): string {
  if (may.archiveStatus) return readyFiles('(select name from pg_ls_archive_statusdir())');
  if (may.archiveDirectory) return readyFiles(`pg_ls_dir('pg_wal/archive_status', true, false)`);
  return 'null';
}

/** By position in the WAL first: the name begins with the timeline. */
const oldestWalFile = `
  (select name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'
   order by substr(name, 9), name limit 1)`;

/** What a node says of itself for a plan; asks only for what the role may see. */
export function factsSql(major: number, { functions: may }: Rights): string {
  const { seesStatistics } = dialectOf(major);
  const exclusive = major <= 14 ? ' + pg_is_in_backup()::integer' : '';
  const settings = factSettings.map((name) => `'${name}'`).join(', ');
  const client = `backend_type = 'client backend' and xact_start is not null and pid <> pg_backend_pid()`;
  const ifVisible = (expression: string): string =>
    `case when ${seesStatistics} then ${expression} end`;
  return `
select json_build_object(
  'settings', (select json_object_agg(name, setting) from pg_settings where name in (${settings})),
  'receiverConninfo', (select conninfo from pg_stat_wal_receiver limit 1),
  'baseBackups', ${ifVisible(`(select count(*) from pg_stat_replication where state = 'backup')${exclusive}`)},
  'archiveReadyFiles', ${archiveReadyFiles(may)},
  'transactions', ${ifVisible(`(select json_build_object(
      'longestMs', max(extract(epoch from clock_timestamp() - xact_start) * 1000),
      'long', count(*) filter (where clock_timestamp() - xact_start > $1 * interval '1 millisecond'))
    from pg_stat_activity where ${client})`)},
  'preparedTransactions', (select count(*) from pg_prepared_xacts),
  'walSendersUsed', (select count(*) from pg_stat_replication),
  'slotsUsed', (select count(*) from pg_replication_slots),
    'hbaRules', ${may.hbaRules ? hbaRulesSql : 'null'},
  'checkpointLsn', control.checkpoint_lsn,
  'redoLsn', control.redo_lsn,
  'checkpointTimeline', control.timeline_id,
  'lastCheckpointAt', (extract(epoch from control.checkpoint_time) * 1000)::bigint,
  'oldestWalFile', ${may.walFiles ? oldestWalFile : 'null'}
) as facts
from pg_control_checkpoint() control`;
}

const facts = z.object({
  settings: z.record(z.string(), z.string()),
  receiverConninfo: z.string().nullable(),
  baseBackups: whole.nullable(),
  archiveReadyFiles: whole.nullable(),
  transactions: z.object({ longestMs: z.number().nullable(), long: whole }).nullable(),
  preparedTransactions: whole,
  walSendersUsed: whole,
  slotsUsed: whole,
  hbaRules: hbaRules.nullable(),
  checkpointLsn: lsn,
  redoLsn: lsn,
  checkpointTimeline: whole,
  lastCheckpointAt: whole,
  oldestWalFile: z.string().nullable(),
});

/** The answer to `factsSql`. */
export const factsRow = z.object({ facts });

export type FactsAnswer = z.output<typeof facts>;
