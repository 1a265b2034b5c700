import type { RespondArguments } from '@slack/bolt';
import type { Message } from '../blocks/message.js';
import { withoutTokens } from '../log.js';
import type { Log } from '../ports.js';

/** Sends a reply to a `response_url`, or in the body of an acknowledgement. */
export type Reply = (message: RespondArguments) => Promise<unknown>;

/** For the one person alone. */
export function toOne(message: Message): RespondArguments {
  return { response_type: 'ephemeral', replace_original: false, ...message };
}

/** For everybody in the channel; works where pgrepl is no member, too. */
export function toAll(message: Message): RespondArguments {
  return {
    response_type: 'in_channel',
    replace_original: false,
    unfurl_links: false,
    unfurl_media: false,
    ...message,
  };
}

/** In place of the message that was clicked. */
export function inPlace(message: Message): RespondArguments {
  return { response_type: 'ephemeral', replace_original: true, ...message };
}

/** Sends a reply; that it failed is logged, because nobody else can be told. */
export async function replyOrLog(reply: Reply, message: RespondArguments, log: Log): Promise<void> {
  try {
    await reply(message);
  } catch (error) {
    log.warn({ error: describe(error) }, 'a reply did not reach Slack');
  }
}

/** An error's message without tokens or addresses that are secrets themselves. */
export function describe(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return withoutTokens(words).replace(/https?:\/\/\S+/g, '[address]');
}
