import type { OutboxItem } from '../../incidents/model.js';
import { subjectOf } from '../../incidents/subject.js';
import { redactJson, redactText } from '../redact.js';
import { iso } from './batch.js';

export function outboxRow(item: OutboxItem): object {
  const { payload } = item;
  return {
    id: item.id,
    channel: item.channel,
    created_at: iso(item.createdAt),
    payload: redactJson(payload),
    subject_id: subjectOf(payload),
    state: item.state,
    attempts: item.attempts,
    not_before: iso(item.notBefore),
    sent_ts: item.sentTs,
    last_error: item.lastError === null ? null : redactText(item.lastError),
  };
}

/**
 * A message keeps the place in the order that it got when it was first recorded. What was sent or
 * dropped stays so, whatever is said later: nothing may bring a message to be sent a second time.
 */
export const upsertOutbox = `
  insert into pgrepl.outbox as old
         (id, channel, created_at, payload, subject_id, state, attempts, not_before, sent_ts,
          last_error)
  select input.id, input.channel, input.created_at, input.payload, input.subject_id, input.state,
         input.attempts, input.not_before, input.sent_ts, input.last_error
    from rows from (jsonb_to_recordset($3) as (
           id uuid, channel text, created_at timestamptz, payload jsonb, subject_id uuid,
           state text, attempts integer, not_before timestamptz, sent_ts text, last_error text))
         with ordinality as input (id, channel, created_at, payload, subject_id, state, attempts,
           not_before, sent_ts, last_error, position)
   order by input.position
  on conflict (id) do update
     set channel = excluded.channel, payload = excluded.payload,
         subject_id = excluded.subject_id, state = excluded.state, attempts = excluded.attempts,
         not_before = excluded.not_before, sent_ts = excluded.sent_ts,
         last_error = excluded.last_error
   where old.state in ('pending', 'sending')`;
