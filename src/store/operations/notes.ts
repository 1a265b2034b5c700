import type pg from 'pg';
import type { MessagePlace } from '../../incidents/desk.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
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

/** The messages that notes on open incidents were made of and that are not gone, the newest first. */
export async function notedMessages(
  client: pg.ClientBase,
  limit: number,
): Promise<readonly MessagePlace[]> {
  const { rows } = await client.query<MessagePlace>(
    `select e.message_channel as channel, e.message_ts as ts
       from pgrepl.timeline_entries e join pgrepl.incidents i on i.id = e.incident_id
      where e.message_ts is not null and i.state = 'open'
      group by e.message_channel, e.message_ts
     having not bool_or(e.kind = 'note-deleted')
      order by max(e.seq) desc limit $1`,
    [limit],
  );
  return rows;
}

/** The incident whose root message stands there; null if it is none's. */
export async function findIncidentAt(
  client: pg.ClientBase,
  { channel, ts }: MessagePlace,
): Promise<Incident | null> {
  const { rows } = await client.query<object>(
    `${selectIncident} join pgrepl.root_messages r on r.subject_id = i.id
      where r.channel = $1 and r.ts = $2`,
    [channel, ts],
  );
  return rows[0] === undefined ? null : toIncident(rows[0]);
}
