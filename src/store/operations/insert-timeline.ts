import type { TimelineEntry } from '../../incidents/model.js';
import { redactText } from '../redact.js';
import { iso } from './batch.js';

export function timelineRow(entry: TimelineEntry): object {
  return {
    id: entry.id,
    incident_id: entry.incidentId,
    at: iso(entry.at),
    kind: entry.kind,
    text: redactText(entry.text),
    finding_key: entry.findingKey,
    source: entry.source,
    message_channel: entry.message?.channel ?? null,
    message_ts: entry.message?.ts ?? null,
    message_author: entry.message?.author ?? null,
  };
}

/** What happened has happened: an entry that is there already stays as it is. */
export const insertTimeline = `
  insert into pgrepl.timeline_entries
         (id, incident_id, at, kind, text, finding_key, source, message_channel, message_ts,
          message_author)
  select input.id, input.incident_id, input.at, input.kind, input.text, input.finding_key,
         input.source, input.message_channel, input.message_ts, input.message_author
    from rows from (jsonb_to_recordset($2) as (
           id uuid, incident_id uuid, at timestamptz, kind text, text text, finding_key text,
           source text, message_channel text, message_ts text, message_author text))
         with ordinality as input (id, incident_id, at, kind, text, finding_key, source,
           message_channel, message_ts, message_author, position)
   order by input.position
  on conflict (id) do nothing`;
