import type pg from 'pg';
import type { LagBucket } from '../../replication/lag-history/model.js';
import { iso } from '../operations/batch.js';
import { toJsonbText } from '../json.js';

/** One statement, whatever is in it. A span that is there already is completed, never made less. */
const statement = {
  name: 'pgrepl-lag-write',
  text: `with input as (
      select * from jsonb_to_recordset($1) as (
        cluster text, node text, at timestamptz, worst_bytes bigint, last_bytes bigint,
        worst_ms bigint, last_ms bigint, at_least boolean)),
    known as (
      insert into pgrepl.lag_nodes (cluster, node)
      select distinct i.cluster, i.node from input i
       where not exists (select from pgrepl.lag_nodes n
                          where n.cluster = i.cluster and n.node = i.node)
      returning id, cluster, node),
    nodes as (
      select id, cluster, node from known
      union all select id, cluster, node from pgrepl.lag_nodes),
    -- What comes late is laid into the longer spans once more.
    refold as (
      update pgrepl.lag_folded
         set up_to = least(up_to, (select to_timestamp(
               floor(extract(epoch from min(at)) / 600) * 600) from input))
       where up_to > (select min(at) from input))
    insert into pgrepl.lag_buckets as old
           (node_id, step_s, at, worst_bytes, last_bytes, worst_ms, last_ms, at_least)
    select n.id, 10, i.at, i.worst_bytes, i.last_bytes, i.worst_ms, i.last_ms, i.at_least
      from input i join nodes n using (cluster, node)
    on conflict (node_id, step_s, at) do update
       set worst_bytes = greatest(old.worst_bytes, excluded.worst_bytes),
           last_bytes = coalesce(excluded.last_bytes, old.last_bytes),
           worst_ms = greatest(old.worst_ms, excluded.worst_ms),
           last_ms = coalesce(excluded.last_ms, old.last_ms),
           at_least = old.at_least or excluded.at_least`,
} as const;

/** Records buckets of the finest length; saying one twice changes nothing. */
export async function writeLag(
  client: pg.ClientBase,
  buckets: readonly LagBucket[],
): Promise<void> {
  await client.query({ ...statement, values: [toJsonbText(buckets.map(row))] });
}

function row({ cluster, node, at, bytes, timeMs, atLeast }: LagBucket): object {
  return {
    cluster,
    node,
    at: iso(at),
    worst_bytes: whole(bytes?.worst),
    last_bytes: whole(bytes?.last),
    worst_ms: whole(timeMs?.worst),
    last_ms: whole(timeMs?.last),
    at_least: atLeast,
  };
}

function whole(figure: number | undefined): number | null {
  return figure === undefined ? null : Math.round(figure);
}
