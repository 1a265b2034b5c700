import type { App } from '@slack/bolt';
import { z } from 'zod';
import { told } from '../../blocks/answer.js';
import { attempt, failureInWords } from '../../api/outcome.js';
import { plainWords, withoutMention } from '../../plain-words.js';
import type { ListenerContext } from '../context.js';
import { messageWords, wordedMessage } from '../message-words.js';
import { Once } from '../once.js';
import { describe } from '../reply.js';

const changed = z.object({
  subtype: z.literal('message_changed'),
  channel: z.string(),
  message: wordedMessage.extend({
    ts: z.string(),
    subtype: z.string().optional(),
    bot_id: z.string().optional(),
  }),
});

const deleted = z.object({
  subtype: z.literal('message_deleted'),
  channel: z.string(),
  deleted_ts: z.string(),
});

/** Messages that were edited or deleted, and those that mention pgrepl. */
export function registerMessages(app: App, context: ListenerContext): void {
  const { log } = context;
  app.event('message', async ({ event, context: { botId, botUserId } }) => {
    try {
      await onMessage(event, { bot: botId, user: botUserId }, context);
    } catch (error) {
      log.error({ error: describe(error) }, 'a change of a message was not followed');
    }
  });
  const mentions = new Once();
  app.event('app_mention', async ({ event, body, context: { botUserId } }) => {
    const { user, channel, ts, thread_ts: threadTs, text, bot_id: botId } = event;
    // Slack delivers an event again where it has missed the acknowledgement.
    if (user === undefined || botId !== undefined || !mentions.isFirst(body.event_id)) return;
    const words = plainWords(withoutMention(text, botUserId ?? ''));
    try {
      const mention = { user, team: body.team_id, channel, ts, threadTs: threadTs ?? null, words };
      await onMention(mention, context);
    } catch (error) {
      log.error({ error: describe(error) }, 'a mention was not answered');
    }
  });
}

/** What is left of a root that has replies is a tombstone: its words are gone. */
async function onMessage(
  event: unknown,
  own: { readonly bot: string | undefined; readonly user: string | undefined },
  { handlers }: ListenerContext,
): Promise<void> {
  const { data: gone } = deleted.safeParse(event);
  if (gone !== undefined) {
    await handlers.desk.messageChanged({ channel: gone.channel, ts: gone.deleted_ts }, null);
    return;
  }
  const { data: edit } = changed.safeParse(event);
  if (edit === undefined) return;
  const { ts, subtype, bot_id: bot } = edit.message;
  const isGone = subtype === 'tombstone';
  // pgrepl edits its own messages all the time.
  if (!isGone && bot !== undefined && bot === own.bot) return;
  const words = isGone ? null : messageWords(edit.message, own.user);
  await handlers.desk.messageChanged({ channel: edit.channel, ts }, words);
}

interface Mention {
  readonly user: string;
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly words: string;
}

/** A reply in an incident's thread becomes a note; its author alone hears of it. */
async function onMention(mention: Mention, context: ListenerContext): Promise<void> {
  const { user, team, channel, ts, threadTs } = mention;
  const { handlers, authorisation, clock, lookups, log } = context;
  const verdict = await authorisation.check({ userId: user, teamId: team }, 'act', 'mention');
  const words =
    verdict.kind === 'refused' ? verdict.sentence : await noteOf(mention, verdict.actor, handlers);
  const outcome = await attempt(() =>
    lookups.chat.postEphemeral({
      channel,
      user,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
      ...told([words], clock.now()),
    }),
  );
  if (outcome.kind !== 'ok') {
    log.warn({ error: failureInWords(outcome), ts }, 'a mention was not answered');
  }
}

async function noteOf(
  { channel, ts, threadTs, words }: Mention,
  actor: string,
  { desk }: ListenerContext['handlers'],
): Promise<string> {
  const incident = threadTs === null ? null : await desk.incidentAt({ channel, ts: threadTs });
  if (incident === null) {
    return 'In the thread of an incident, a mention of pgrepl puts your words on its timeline; elsewhere `/pgrepl help` says what can be asked.';
  }
  const { id, number } = incident;
  const reply = await desk.note({
    incident: number === null ? { id } : { number },
    actor,
    text: words,
    message: { channel, ts, author: actor },
    at: Math.floor(Number(ts) * 1_000),
  });
  return reply.words;
}
