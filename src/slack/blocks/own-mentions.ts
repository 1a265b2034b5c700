import type { Message } from './message.js';
import { truncate } from '../../wording/safe-text.js';
import { plain } from './escape.js';
import { limits } from './limits.js';

/** A mention as pgrepl writes it: what people write is escaped, so that none of theirs looks like it. */
const mention = /<@([UW][A-Z0-9]+)>/g;

/** The longest name shown for a mention. */
const longestName = 40;

/** The people whom a message mentions. */
export function mentionedIn(message: Message): ReadonlySet<string> {
  return new Set([...JSON.stringify(message).matchAll(mention)].map(({ 1: id = '' }) => id));
}

/**
 * The same message, calling none of these people. Slack tells people of a mention in a new message,
 * not of one in a message that is edited: so whoever has asked for something is named when it is
 * posted, and mentioned once it is edited.
 *
 * @param names what they are called by id; `null` where nobody knows: then by the id
 */
export function withoutMentions(
  message: Message,
  names: ReadonlyMap<string, string | null>,
): Message {
  const told = (text: string, called: (id: string) => string): string =>
    text.replaceAll(mention, (whole, id: string) =>
      names.has(id) ? plain(`@${called(id)}`) : whole,
    );
  const fitted = (text: string): string => {
    const named = told(text, (id) => truncate(names.get(id) ?? id, longestName));
    // The text has been fitted with ids, which are shorter.
    return named.length > limits.sectionText ? told(text, (id) => id) : named;
  };
  return JSON.parse(JSON.stringify(message), (_, value: unknown) =>
    typeof value === 'string' ? fitted(value) : value,
  ) as Message;
}
