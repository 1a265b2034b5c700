import type pg from 'pg';
import { z } from 'zod';
import type { RecordedChange } from '../../incidents/role-changes.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from './batch.js';

const change = z.object({ cluster: z.string(), at: z.number(), text: z.string() });

/**
 * Changes of roles and timelines since then, the newest first. They stand on the timelines of the
 * incidents that were open: once here, on however many of them.
 */
export async function listRoleChanges(
  client: pg.ClientBase,
  since: EpochMs,
  limit: number,
): Promise<readonly RecordedChange[]> {
  const { rows } = await client.query<object>(
    `select i.cluster, e.at, e.text
       from pgrepl.incidents i join pgrepl.timeline_entries e on e.incident_id = i.id
      where (i.state = 'open' or (i.state = 'resolved' and i.resolved_at >= $1))
        and e.kind = 'role-changed' and e.at >= $1
      group by i.cluster, e.at, e.text
      order by e.at desc, min(e.seq) desc limit $2`,
    [iso(since), limit],
  );
  return rows.map((row) => change.parse(row));
}
