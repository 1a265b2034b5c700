import type pg from 'pg';
import type { MessagePlace } from '../../incidents/desk.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
import { iso } from './batch.js';
import { selectIncident } from './list-incidents.js';
import { selectEntry } from './list-timeline.js';
import { toIncident, toTimelineEntry } from './rows.js';

/** All lines that were made of this message in Slack, in the order in which they were recorded. */
export async function notesOf(
  client: pg.ClientBase,
  { channel, ts }: MessagePlace,
): Promise<readonly TimelineEntry[]> {
  const { rows } = await client.query<object>(
    `${selectEntry} where message_channel = $1 and message_ts = $2 order by seq`,
    [channel, ts],
  );
  return rows.map(toTimelineEntry);
}

/**
 * The messages that notes on incidents were made of which are open or ended since, and that are not gone:
 * those of open ones first, then the newest.
 */
export async function notedMessages(
  client: pg.ClientBase,
  endedSince: EpochMs,
  limit: number,
): Promise<readonly MessagePlace[]> {
  const { rows } = await client.query<MessagePlace>(
    `select e.message_channel as channel, e.message_ts as ts
       from pgrepl.timeline_entries e join pgrepl.incidents i on i.id = e.incident_id
      where e.message_ts is not null and (i.state = 'open' or i.resolved_at >= $2)
      group by e.message_channel, e.message_ts
     having not bool_or(e.kind = 'note-deleted')
      order by bool_or(i.state = 'open') desc, max(e.seq) desc limit $1`,
    [limit, iso(endedSince)],
  );
  return rows;
}

/** The incident whose root message stands there, or stood there before; null if it is none's. */
export async function findIncidentAt(
  client: pg.ClientBase,
  { channel, ts }: MessagePlace,
): Promise<Incident | null> {
  const { rows } = await client.query<object>(
    `${selectIncident} where i.id in (
       select subject_id from pgrepl.root_messages where channel = $1 and ts = $2
       union all
       select subject_id from pgrepl.former_roots where channel = $1 and ts = $2)`,
    [channel, ts],
  );
  return rows[0] === undefined ? null : toIncident(rows[0]);
}
