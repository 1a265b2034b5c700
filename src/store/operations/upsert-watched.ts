import { keptWatchedMs, type WatchedSpan } from '../../incidents/record.js';
import { iso } from './batch.js';

export function watchedRow({ cluster, from, at }: WatchedSpan): object {
  return { cluster, begun_at: iso(from), at: iso(at) };
}

const columns = 'input (cluster text, begun_at timestamptz, at timestamptz)';

/** @param parameter the one that holds the rows */
export function upsertWatched(parameter: string): string {
  return `
  insert into pgrepl.watched as old (cluster, at)
  select cluster, max(at) from jsonb_to_recordset(${parameter}) as ${columns} group by cluster
  on conflict (cluster) do update set at = greatest(old.at, excluded.at)`;
}

/** @param parameter the one that holds the rows, no two of which begin at the same time */
export function upsertWatchedSpans(parameter: string): string {
  return `
  insert into pgrepl.watched_spans as old (cluster, begun_at, at)
  select cluster, begun_at, at from jsonb_to_recordset(${parameter}) as ${columns}
  on conflict (cluster, begun_at) do update set at = greatest(old.at, excluded.at)`;
}

/** @param parameter the one that holds the rows */
export function forgetWatchedSpans(parameter: string): string {
  return `
  delete from pgrepl.watched_spans old using (
    select cluster, max(at) as at from jsonb_to_recordset(${parameter}) as ${columns} group by cluster) new
   where old.cluster = new.cluster and old.at < new.at - interval '${keptWatchedMs / 1000} seconds'`;
}
