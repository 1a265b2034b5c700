import type { Silence } from '../../incidents/silences/model.js';
import { redactText } from '../redact.js';
import { iso } from './batch.js';

/** The row of a silence; its number is the store's to give and so is not among it. */
export function silenceRow(silence: Silence): object {
  return {
    id: silence.id,
    cluster: silence.cluster,
    scope: silence.scope,
    starts_at: iso(silence.startsAt),
    ends_at: iso(silence.endsAt),
    created_by: silence.createdBy,
    created_at: iso(silence.createdAt),
    reason: silence.reason === null ? null : redactText(silence.reason),
    begun_at: iso(silence.begunAt),
    ended_at: iso(silence.endedAt),
    ended_by: silence.endedBy,
  };
}

/** Writes the silences and numbers those that are not there yet, as incidents are numbered. */
export const upsertSilences = {
  input: `
  select input.*, known.number,
         row_number() over (partition by known.number is null order by input.position) as n
    from rows from (jsonb_to_recordset($7) as (
           id uuid, cluster text, scope jsonb, starts_at timestamptz, ends_at timestamptz,
           created_by text, created_at timestamptz, reason text, begun_at timestamptz,
           ended_at timestamptz, ended_by text))
         with ordinality as input
           (id, cluster, scope, starts_at, ends_at, created_by, created_at, reason, begun_at,
            ended_at, ended_by, position)
         left join pgrepl.silences known on known.id = input.id`,
  count: `
  update pgrepl.counters counter set value = counter.value + fresh.count
    from (select count(*) as count from silence_input where number is null) fresh
   where counter.name = 'silence' and fresh.count > 0
  returning counter.value - fresh.count as given`,
  /** Returns id and number of each. */
  upsert: `
  insert into pgrepl.silences as old
         (id, number, cluster, scope, starts_at, ends_at, created_by, created_at, reason, begun_at,
          ended_at, ended_by)
  select new.id, coalesce(new.number, counter.given + new.n), new.cluster, new.scope,
         new.starts_at, new.ends_at, new.created_by, new.created_at, new.reason, new.begun_at,
         new.ended_at, new.ended_by
    from silence_input new left join silence_count counter on true
  on conflict (id) do update
     set scope = excluded.scope, begun_at = excluded.begun_at, ends_at = excluded.ends_at, ended_at = excluded.ended_at,
         ended_by = excluded.ended_by
  returning old.id, old.number`,
} as const;
