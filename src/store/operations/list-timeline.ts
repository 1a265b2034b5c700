import type pg from 'pg';
import type { TimelineEntry } from '../../incidents/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { iso } from './batch.js';
import { toTimelineEntry } from './rows.js';

export interface TimelineFilter {
  /** Entries at or after this moment. */
  readonly since?: EpochMs;
  readonly limit: number;
}

/** Entries under the names of the model. */
export const selectEntry = `
  select id, incident_id as "incidentId", at, kind, text, finding_key as "findingKey", source,
            case when message_ts is not null then jsonb_build_object(
              'channel', message_channel, 'ts', message_ts, 'author', message_author) end as message
       from pgrepl.timeline_entries`;

/** An incident's timeline, the oldest entry first; of more than `limit`, the newest ones. */
export async function listTimeline(
  client: pg.ClientBase,
  incidentId: string,
  { since, limit }: TimelineFilter,
): Promise<readonly TimelineEntry[]> {
  const { rows } = await client.query<object>(
    `${selectEntry}
      where incident_id = $1 and ($2::timestamptz is null or at >= $2)
      order by at desc, seq desc limit $3`,
    [incidentId, iso(since ?? null), limit],
  );
  return rows.map(toTimelineEntry).reverse();
}
