import { z } from 'zod';
import type { Person } from '../../authorisation.js';
import { messageWords, wordedMessage } from '../message-words.js';

/** A message that somebody wants on a timeline, as far as pgrepl reads it. */
export interface MessageAction {
  readonly callbackId: string;
  readonly person: Person;
  readonly triggerId: string;
  readonly channel: string;
  readonly ts: string;
  /** The root of the thread it stands in; null for a message without a thread. */
  readonly threadTs: string | null;
  /** Slack's id of its author; null for an app's. */
  readonly author: string | null;
  /** An app's id where an app wrote it. */
  readonly bot: string | null;
  readonly text: string;
}

const payload = z.object({
  callback_id: z.string(),
  trigger_id: z.string().min(1),
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  channel: z.object({ id: z.string() }),
  message_ts: z.string().optional(),
  message: wordedMessage.extend({
    ts: z.string(),
    thread_ts: z.string().optional(),
    user: z.string().nullish(),
    bot_id: z.string().nullish(),
  }),
});

/**
 * Reads a message shortcut; undefined for any other shortcut.
 *
 * @param ownUser pgrepl's user
 */
export function readMessageAction(
  body: unknown,
  ownUser: string | undefined,
): MessageAction | undefined {
  const { data } = payload.safeParse(body);
  if (data === undefined) return undefined;
  const { message, user, team, channel } = data;
  return {
    callbackId: data.callback_id,
    person: { userId: user.id, teamId: team?.id ?? null, userTeamId: user.team_id ?? null },
    triggerId: data.trigger_id,
    channel: channel.id,
    ts: data.message_ts ?? message.ts,
    threadTs: message.thread_ts ?? null,
    author: typeof message.bot_id === 'string' ? null : (message.user ?? null),
    bot: message.bot_id ?? null,
    text: messageWords(message, ownUser),
  };
}
