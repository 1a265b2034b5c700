import { z } from 'zod';
import type { IncidentDesk, MessagePlace } from '../incidents/desk.js';
import type { WebClient } from './api/clients.js';
import { attempt, failureInWords, type Outcome } from './api/outcome.js';
import { messageWords, wordedMessage } from './listeners/message-words.js';
import type { Log } from './ports.js';

export interface CatchUpParts {
  readonly desk: Pick<IncidentDesk, 'noted' | 'messageChanged'>;
  readonly lookups: WebClient;
  /** pgrepl's own user; undefined while Slack has not said it. */
  readonly ownUser: string | undefined;
  readonly log: Log;
}

const standing = wordedMessage.extend({ subtype: z.string().optional() });

/** Slack tells nobody later what happened to a message while nobody listened: that has to be asked. */
export async function catchUp({ desk, lookups, ownUser, log }: CatchUpParts): Promise<void> {
  // One after the other: Slack counts look-ups, and nobody waits for these.
  for (const place of await desk.noted()) {
    const now = await wordsNow(place, lookups, ownUser);
    if (now.kind === 'ok') {
      await desk.messageChanged(place, now.data);
    } else if (now.kind !== 'refused') {
      log.warn({ error: failureInWords(now) }, 'whether noted messages were edited is not known');
      return;
    }
  }
}

/** What a message says now; null if it is gone. */
async function wordsNow(
  { channel, ts }: MessagePlace,
  lookups: WebClient,
  ownUser: string | undefined,
): Promise<Outcome<string | null>> {
  const outcome = await attempt(() =>
    lookups.conversations.replies({ channel, ts, oldest: ts, latest: ts, inclusive: true }),
  );
  if (outcome.kind === 'refused') {
    const isGone = outcome.error === 'thread_not_found' || outcome.error === 'message_not_found';
    return isGone ? { kind: 'ok', data: null } : outcome;
  }
  if (outcome.kind !== 'ok') return outcome;
  // A reply comes with the root of its thread.
  const message = outcome.data.messages?.find((each) => each.ts === ts);
  const { data } = standing.safeParse(message);
  // Words that are given up can't be had again: what is not clear changes nothing.
  if (data === undefined) {
    return { kind: 'refused', error: 'unreadable', detail: 'a message that pgrepl cannot read' };
  }
  if (data.subtype === 'tombstone') return { kind: 'ok', data: null };
  return { kind: 'ok', data: messageWords(data, ownUser) };
}
