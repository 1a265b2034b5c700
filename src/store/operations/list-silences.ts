import type pg from 'pg';
import type { Silence } from '../../incidents/silences/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from './batch.js';
import { toSilence } from './rows.js';

const select = `
  select number, id, cluster, scope, starts_at as "startsAt", ends_at as "endsAt",
         created_by as "createdBy", created_at as "createdAt", reason, begun_at as "begunAt",
         ended_at as "endedAt", ended_by as "endedBy"
    from pgrepl.silences
   where ended_at is null or ended_at >= $1
   order by number`;

/**
 * Those that have not ended and, unless it is null, those that ended at or after a moment; in order of
 * their numbers.
 */
export async function listSilences(
  client: pg.ClientBase,
  endedSince: EpochMs | null,
): Promise<readonly Silence[]> {
  return (await client.query<object>(select, [iso(endedSince)])).rows.map(toSilence);
}
