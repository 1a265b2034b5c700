import type { Watched } from '../../incidents/record.js';
import { iso } from './batch.js';

export function watchedRow({ cluster, at }: Watched): object {
  return { cluster, at: iso(at) };
}

/** @param parameter the one that holds the rows */
export function upsertWatched(parameter: string): string {
  return `
  insert into pgrepl.watched as old (cluster, at)
  select cluster, at from jsonb_to_recordset(${parameter}) as input (cluster text, at timestamptz)
  on conflict (cluster) do update set at = greatest(old.at, excluded.at)`;
}
