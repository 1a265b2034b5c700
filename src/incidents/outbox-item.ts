import type { EpochMs } from '../replication/observation.js';
import type { OutboxItem, OutboxPayload } from './model.js';

/** A message that nobody has tried to send yet. */
export function outboxItem(
  id: string,
  channel: string,
  payload: OutboxPayload,
  now: EpochMs,
): OutboxItem {
  return {
    id,
    channel,
    createdAt: now,
    payload,
    state: 'pending',
    attempts: 0,
    notBefore: now,
    sentTs: null,
    lastError: null,
  };
}
