import { z } from 'zod';
import { dialectOf } from '../sql/dialect.js';
import { lsn, whole } from '../sql/columns.js';

/**
 * Where a node stands: one row, one column `position`. A part of the observation, so that it can be
 * asked every few milliseconds while everybody waits for it.
 */
export function positionSql(major: number): string {
  const names = dialectOf(major);
  return `
select json_build_object(
  'startedAt', floor(extract(epoch from pg_postmaster_start_time()) * 1000)::bigint,
  'inRecovery', here.in_recovery,
  'systemIdentifier', (select system_identifier::text from pg_control_system()),
  'timelineHex', case when not here.in_recovery
                 then substr(${names.walFileName}(${names.currentLsn}), 1, 8) end,
  'controlTimeline', greatest(control.timeline_id, recovery.min_recovery_end_timeline),
  'writeLsn', case when not here.in_recovery then ${names.currentLsn} end,
  'receivedLsn', case when here.in_recovery then ${names.lastReceiveLsn} end,
  'promotedAtLsn', case when not here.in_recovery then ${names.lastReplayLsn} end,
  'replayedLsn', case when here.in_recovery then ${names.lastReplayLsn} end,
  'receiver', (select json_build_object('status', status, 'timeline', received_tli)
               from pg_stat_wal_receiver where status is not null limit 1),
  'replayPaused', case when here.in_recovery then ${names.isReplayPaused} else false end,
  'streaming', (select json_agg(application_name order by application_name, pid)
                from pg_stat_replication where state = 'streaming'),
  'checkpointLsn', control.checkpoint_lsn,
  'redoLsn', control.redo_lsn
) as position
from (select pg_is_in_recovery() as in_recovery offset 0) here,
  pg_control_checkpoint() control,
  pg_control_recovery() recovery`;
}

const position = z.object({
  startedAt: whole,
  inRecovery: z.boolean(),
  systemIdentifier: z.string().regex(/^\d+$/),
  timelineHex: z
    .string()
    .regex(/^[0-9A-F]{8}$/)
    .nullable(),
  controlTimeline: whole.nullable(),
  writeLsn: lsn.nullable(),
  receivedLsn: lsn.nullable(),
  replayedLsn: lsn.nullable(),
  promotedAtLsn: lsn.nullable(),
  receiver: z.object({ status: z.string(), timeline: whole }).nullable(),
  replayPaused: z.boolean(),
  streaming: z.array(z.string()).nullable(),
  checkpointLsn: lsn,
  redoLsn: lsn,
});

/** The answer to `positionSql`. */
export const positionRow = z.object({ position });
