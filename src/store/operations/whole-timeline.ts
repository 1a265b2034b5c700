import type pg from 'pg';
import type { TimelineEntry } from '../../incidents/model.js';
import { toTimelineEntry } from './rows.js';

/** What people did and said: what an incident that was taken in had found is told by the one that took it. */
const people = [
  'note',
  'note-edited',
  'note-deleted',
  'acknowledged',
  'taken-over',
  'escalated',
  'silenced',
  'silence-ended',
];

const sql = `
  with recursive taken as (
    select id, number from pgrepl.incidents where merged_into = $1
    union
    select i.id, i.number from pgrepl.incidents i join taken on i.merged_into = taken.id)
  select e.id, e.incident_id as "incidentId", e.at, e.kind,
         case when taken.number is null or e.message_ts is not null or e.kind = 'note' then e.text
              else e.text || ' (on INC-' || taken.number || ')' end as text,
         e.finding_key as "findingKey", e.source,
         case when e.message_ts is not null then jsonb_build_object(
           'channel', e.message_channel, 'ts', e.message_ts, 'author', e.message_author)
         end as message
    from pgrepl.timeline_entries e left join taken on taken.id = e.incident_id
   where e.incident_id = $1 or (taken.id is not null and e.kind = any ($2))
   order by e.at desc, e.seq desc limit $3`;

/**
 * An incident's timeline with what people did to those that it took in, the oldest entry first; of
 * more than `limit`, the newest ones.
 */
export async function wholeTimeline(
  client: pg.ClientBase,
  incidentId: string,
  limit: number,
): Promise<readonly TimelineEntry[]> {
  const { rows } = await client.query<object>(sql, [incidentId, people, limit]);
  return rows.map(toTimelineEntry).reverse();
}
