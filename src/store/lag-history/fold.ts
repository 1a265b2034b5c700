import type pg from 'pg';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from '../operations/batch.js';

/** Hours that one statement folds at most, so that it stays within the time-out. */
const pieceMs = 6 * 3_600_000;

const ready = `
  select (extract(epoch from coalesce(
            nullif(up_to, '-infinity'),
            (select min(at) from pgrepl.lag_buckets where step_s = 10))) * 1000)::float8 as from
    from pgrepl.lag_folded`;

const statement = `with longer (step_s) as (values (60), (600)),
  folded as (
    insert into pgrepl.lag_buckets as old
           (node_id, step_s, at, worst_bytes, last_bytes, worst_ms, last_ms, at_least)
    select b.node_id, l.step_s,
           to_timestamp(floor(extract(epoch from b.at) / l.step_s) * l.step_s),
           max(b.worst_bytes),
           (array_agg(b.last_bytes order by b.at desc) filter (where b.last_bytes is not null))[1],
           max(b.worst_ms),
           (array_agg(b.last_ms order by b.at desc) filter (where b.last_ms is not null))[1],
           bool_or(b.at_least)
      from pgrepl.lag_nodes n
           join pgrepl.lag_buckets b on b.node_id = n.id
           cross join longer l
     where b.step_s = 10 and b.at >= $1 and b.at < $2
     group by 1, 2, 3
    on conflict (node_id, step_s, at) do update
       set worst_bytes = greatest(old.worst_bytes, excluded.worst_bytes),
           last_bytes = coalesce(excluded.last_bytes, old.last_bytes),
           worst_ms = greatest(old.worst_ms, excluded.worst_ms),
           last_ms = coalesce(excluded.last_ms, old.last_ms),
           at_least = old.at_least or excluded.at_least)
  update pgrepl.lag_folded set up_to = $2`;

/**
 * Lays what was written in spans of 10 s into those of 1 and 10 minutes, up to the last full ten
 * minutes before `now`. It remembers how far it has come, and doing a part twice changes nothing.
 */
export async function foldLag(client: pg.ClientBase, now: EpochMs): Promise<void> {
  const until = Math.floor(now / 600_000) * 600_000;
  const { rows } = await client.query<{ from: number | null }>(ready);
  const first = rows[0]?.from ?? null;
  if (first === null) return;
  for (let from = first; from < until; from += pieceMs) {
    await client.query(statement, [iso(from), iso(Math.min(until, from + pieceMs))]);
  }
}
