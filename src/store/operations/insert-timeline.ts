import type { TimelineEntry } from '../../incidents/model.js';
import { redactText } from '../redact.js';
import { iso } from './batch.js';

/** The rows of a batch: of a message that is deleted within it, no words are written at all. */
export function timelineRows(entries: readonly TimelineEntry[]): readonly object[] {
  const gone = new Set(entries.filter(({ kind }) => kind === 'note-deleted').map(placeOf));
  return entries.map((entry) =>
    timelineRow(
      entry.message !== null && gone.has(placeOf(entry)) ? { ...entry, text: '' } : entry,
    ),
  );
}

function placeOf({ message }: TimelineEntry): string {
  return `${message?.channel ?? ''} ${message?.ts ?? ''}`;
}

function timelineRow(entry: TimelineEntry): object {
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

/** Whoever deletes a message wants its words gone: they are, from every line that was made of it. */
export const forgetWords = `
  update pgrepl.timeline_entries entry set text = ''
    from jsonb_to_recordset($2) as gone (kind text, message_channel text, message_ts text)
   where gone.kind = 'note-deleted' and entry.text <> ''
     and entry.message_channel = gone.message_channel and entry.message_ts = gone.message_ts`;

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
