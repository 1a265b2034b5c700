import type pg from 'pg';
import { z } from 'zod';
import type { LagBucket } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from '../operations/batch.js';
import { reader } from '../operations/rows.js';

export interface LagFilter {
  readonly cluster: string;
  /** The length of the stored buckets: 10 s, 60 s or 600 s, ms. */
  readonly storedStepMs: number;
  /** The length of those they are laid into, ms. */
  readonly stepMs: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const statement = `
  select n.cluster, n.node,
         (floor(extract(epoch from b.at) * 1000 / $3::float8) * $3::float8)::float8 as at,
         max(b.worst_bytes)::float8 as "worstBytes",
         ((array_agg(b.last_bytes order by b.at desc)
             filter (where b.last_bytes is not null))[1])::float8 as "lastBytes",
         max(b.worst_ms)::float8 as "worstMs",
         ((array_agg(b.last_ms order by b.at desc)
             filter (where b.last_ms is not null))[1])::float8 as "lastMs",
         bool_or(b.at_least) as "atLeast"
    from pgrepl.lag_nodes n join pgrepl.lag_buckets b on b.node_id = n.id
   where n.cluster = $1 and b.step_s = $2 and b.at >= $4 and b.at < $5
   group by 1, 2, 3
   order by 3`;

const figure = z.number().nullable();

const toRow = reader(
  'bucket of lag',
  z.object({
    cluster: z.string(),
    node: z.string(),
    at: z.number(),
    worstBytes: figure,
    lastBytes: figure,
    worstMs: figure,
    lastMs: figure,
    atLeast: z.boolean(),
  }),
);

/** The history of a cluster over a span, oldest first. */
export async function readLag(
  client: pg.ClientBase,
  { cluster, storedStepMs, stepMs, from, to }: LagFilter,
): Promise<readonly LagBucket[]> {
  const values = [cluster, storedStepMs / 1000, stepMs, iso(from), iso(to)];
  const { rows } = await client.query<object>(statement, values);
  return rows.map(toRow).map(({ worstBytes, lastBytes, worstMs, lastMs, ...kept }) => ({
    ...kept,
    bytes: pair(worstBytes, lastBytes),
    timeMs: pair(worstMs, lastMs),
  }));
}

function pair(worst: number | null, last: number | null): LagBucket['bytes'] {
  return worst === null || last === null ? null : { worst, last };
}
