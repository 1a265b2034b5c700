import type pg from 'pg';
import { steps, type LagRetention, type StepName } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from '../operations/batch.js';

/** Rows per statement, so that each stays well within the time-out. */
const chunk = 5_000;

const statement = `
  delete from pgrepl.lag_buckets b using (
    select n.id as node_id, o.at from pgrepl.lag_nodes n cross join lateral (
      select at from pgrepl.lag_buckets
       where node_id = n.id and step_s = $1 and at < $2 order by at limit $3) o
     limit $3) old
   where b.node_id = old.node_id and b.step_s = $1 and b.at = old.at`;

/** Forgets what is older than it is kept for; returns how many rows, and whether there may be more. */
export async function pruneLag(
  client: pg.ClientBase,
  now: EpochMs,
  retention: LagRetention,
): Promise<{ readonly removed: number; readonly more: boolean }> {
  let removed = 0;
  let more = false;
  for (const name of Object.keys(steps) as StepName[]) {
    const before = iso(now - retention[name]);
    const { rowCount } = await client.query(statement, [steps[name] / 1000, before, chunk]);
    removed += rowCount ?? 0;
    more ||= rowCount === chunk;
  }
  return { removed, more };
}
