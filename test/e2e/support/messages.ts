import type { LocalSlack, Message } from '../../../lab/slack/local-slack.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

export type Seen = Readonly<Message>;

/** The messages that stand in a channel by themselves: neither replies nor shown from a thread. */
export function roots(slack: LocalSlack, channel = '#orders'): readonly Seen[] {
  return slack.messages(channel).filter(({ broadcast }) => !broadcast);
}

/** The replies below a message, oldest first. */
export function replies(slack: LocalSlack, root: Seen): readonly Seen[] {
  return slack.thread(root.channel, root.ts).slice(1);
}

/** Everything that a message shows, line by line: the texts of its blocks. */
export function shown(message: Seen): string {
  return textsOf(message.blocks).join('\n');
}

/** All that an app may have mangled: its text and its blocks as they were sent. */
export function raw(message: Seen): string {
  return JSON.stringify([message.text, message.blocks]);
}

/** `INC-7`, as a message names its incident; undefined while it has no number. */
export function incidentNameIn(message: Seen): string | undefined {
  return /INC-\d+/.exec(shown(message))?.[0];
}

/** Waits until the only root of a channel is as described, and returns it. */
export async function theRoot(
  slack: LocalSlack,
  what: string,
  is: (root: Seen) => boolean,
  channel = '#orders',
): Promise<Seen> {
  return waitUntil(`the channel's root ${what}`, () => roots(slack, channel).find(is), {
    detail: () => said(slack, channel),
  });
}

/** True for a root whose incident is open. */
export function isOpen({ text }: Seen): boolean {
  return /^(Critical|Warning): /.test(text);
}

/** True for a root whose incident is over. */
export function isResolved({ text }: Seen): boolean {
  return text.includes(': resolved after ');
}

/** A channel in words, for a test that fails. */
export function said(slack: LocalSlack, channel = '#orders'): string {
  return slack
    .messages(channel)
    .map((message) => [message.text, ...replies(slack, message).map(({ text }) => `  ${text}`)])
    .flat()
    .join('\n');
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner),
  );
}
