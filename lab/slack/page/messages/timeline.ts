import type { PageMessage } from '../../page-api.js';
import { sameDay } from '../text/time.js';

export type TimelineItem =
  | { readonly kind: 'day'; readonly key: string; readonly ts: string }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: PageMessage;
      /** Whether it shows its author, or follows another of the same author. */
      readonly head: boolean;
    };

const SAME_BREATH_S = 300;

/** What stands in a channel: no thread replies but the broadcast ones, no deleted ones but roots. */
export function channelMessages(
  messages: readonly PageMessage[],
  channel: string,
): readonly PageMessage[] {
  return messages.filter(
    (message) =>
      message.channel === channel &&
      (isRoot(message) || message.broadcast) &&
      (!message.deleted || message.replyCount > 0),
  );
}

export function threadReplies(
  messages: readonly PageMessage[],
  channel: string,
  root: string,
): readonly PageMessage[] {
  return messages.filter(
    (message) =>
      message.channel === channel &&
      message.threadTs === root &&
      message.ts !== root &&
      !message.deleted,
  );
}

function isRoot({ threadTs, ts }: PageMessage): boolean {
  return threadTs === null || threadTs === ts;
}

/** Messages with day dividers and the line above the first unread one. */
export function timeline(
  messages: readonly PageMessage[],
  firstUnread: string | null,
): readonly TimelineItem[] {
  return messages.flatMap((message, index): readonly TimelineItem[] => {
    const before = messages[index - 1];
    const newDay = before === undefined || !sameDay(before.ts, message.ts);
    const unread = message.ts === firstUnread;
    const items: TimelineItem[] = [];
    if (newDay) items.push({ kind: 'day', key: `day-${message.ts}`, ts: message.ts });
    if (unread) items.push({ kind: 'unread', key: 'unread' });
    const head = newDay || unread || !sameBreath(before, message);
    const key = `${message.ts}${message.ephemeral ? '-e' : ''}`;
    return [...items, { kind: 'message', key, message, head }];
  });
}

function sameBreath(before: PageMessage, message: PageMessage): boolean {
  return (
    before.user === message.user &&
    before.ephemeral === message.ephemeral &&
    !before.deleted &&
    !before.broadcast &&
    !message.broadcast &&
    Number(message.ts) - Number(before.ts) < SAME_BREATH_S
  );
}

/** The first of the last `unread` messages of others. */
export function firstUnreadTs(
  messages: readonly PageMessage[],
  unread: number,
  me: string,
): string | null {
  if (unread <= 0) return null;
  const others = messages.filter(({ user, ephemeral }) => user !== me && !ephemeral);
  return others.at(-Math.min(unread, others.length))?.ts ?? null;
}
