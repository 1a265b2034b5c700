import type { WebClient } from '../api/clients.js';
import { attempt, type Outcome } from '../api/outcome.js';
import type { Message } from '../blocks/message.js';
import type { MessageMetadata } from './render.js';

/** Where a message stands. */
export interface Place {
  /** The conversation's id, as Slack returned it. */
  readonly channel: string;
  readonly ts: string;
}

export interface Posting {
  readonly channel: string;
  readonly message: Message;
  readonly metadata: MessageMetadata;
  /** The root of the thread it belongs in; null for the channel itself. */
  readonly threadTs: string | null;
  /** Shows a thread's message in the channel too. */
  readonly broadcast: boolean;
}

/** Posts a message once. Nothing here tries again: who calls must look before that. */
export async function post(client: WebClient, posting: Posting): Promise<Outcome<Place>> {
  const common = {
    channel: posting.channel,
    ...posting.message,
    metadata: posting.metadata,
    unfurl_links: false,
    unfurl_media: false,
  };
  const { threadTs } = posting;
  const outcome = await attempt(() =>
    threadTs === null
      ? client.chat.postMessage(common)
      : posting.broadcast
        ? client.chat.postMessage({ ...common, thread_ts: threadTs, reply_broadcast: true })
        : client.chat.postMessage({ ...common, thread_ts: threadTs }),
  );
  return place(outcome, posting.channel);
}

/** Brings a message to another state; saying it twice does no harm. */
export async function update(
  client: WebClient,
  at: Place,
  message: Message,
  metadata: MessageMetadata,
): Promise<Outcome<Place>> {
  const outcome = await attempt(() =>
    client.chat.update({ channel: at.channel, ts: at.ts, ...message, metadata }),
  );
  return place(outcome, at.channel);
}

function place(
  outcome: Outcome<{ readonly channel?: string; readonly ts?: string }>,
  channel: string,
): Outcome<Place> {
  if (outcome.kind !== 'ok') return outcome;
  const { ts } = outcome.data;
  if (ts === undefined) return { kind: 'uncertain', detail: 'an answer without ts' };
  return { kind: 'ok', data: { channel: outcome.data.channel ?? channel, ts } };
}
