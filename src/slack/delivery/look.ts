import { z } from 'zod';
import type { WebClient } from '../api/clients.js';
import { attempt, type Outcome } from '../api/outcome.js';
import { idOf, type PostCall } from './call.js';
import { eventType } from './render.js';
import type { Place } from './send.js';
import { messageKinds, type MessageKind } from './uncertain.js';

export interface Found extends Place {
  readonly kind: MessageKind;
}

/** How much earlier than its items a message is looked for: clocks differ, ms. */
const marginMs = 5 * 60_000;

const pageSize = 200;
const maxPages = 10;

const metadata = z.object({
  event_type: z.literal(eventType),
  event_payload: z.object({
    id: z.string(),
    kind: z.enum(messageKinds),
    incident: z.string().optional(),
    operation: z.string().optional(),
  }),
});

/**
 * Looks for a message that may have arrived, newest first; null if it is not there. Slack has no
 * key against sending twice, so this is what keeps a message from being doubled.
 */
export async function look(
  client: WebClient,
  channel: string,
  call: PostCall,
): Promise<Outcome<Found | null>> {
  const oldest = String(Math.max(0, call.since - marginMs) / 1_000);
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const window = {
      channel,
      oldest,
      limit: pageSize,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const outcome = await attempt(() =>
      call.kind === 'thread'
        ? client.conversations.replies({ ...window, ts: call.root.ts })
        : client.conversations.history(window),
    );
    if (outcome.kind !== 'ok') return outcome;
    for (const message of outcome.data.messages ?? []) {
      const kind = matches(message.metadata, call);
      if (kind !== null && message.ts !== undefined) {
        return { kind: 'ok', data: { channel, ts: message.ts, kind } };
      }
    }
    const next = outcome.data.response_metadata?.next_cursor ?? '';
    if (next === '') break;
    cursor = next;
  }
  return { kind: 'ok', data: null };
}

function matches(value: unknown, call: PostCall): MessageKind | null {
  const { success, data } = metadata.safeParse(value);
  if (!success) return null;
  const { id, kind, incident, operation } = data.event_payload;
  if (id === call.messageId) return kind;
  const isItsRoot =
    call.kind === 'root' && kind === 'root' && (incident ?? operation) === idOf(call.subject);
  return isItsRoot ? 'root' : null;
}
