import type pg from 'pg';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from './batch.js';

/** Rows per statement, so that each stays well within the time-out. */
const chunk = 5_000;

/**
 * Forgets messages that were sent or dropped and came up before `before`. Timelines and the audit
 * log are kept. Returns how many it forgot in this call, and whether there may be more.
 */
export async function pruneOutbox(
  client: pg.ClientBase,
  before: EpochMs,
): Promise<{ readonly removed: number; readonly more: boolean }> {
  const { rowCount } = await client.query(
    `delete from pgrepl.outbox where id in (
       select id from pgrepl.outbox
        where state in ('sent', 'dropped') and created_at < $1 limit $2)`,
    [iso(before), chunk],
  );
  const removed = rowCount ?? 0;
  return { removed, more: removed === chunk };
}
