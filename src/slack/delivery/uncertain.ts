import type { OutboxItem } from '../../incidents/model.js';
import { subjectOf } from '../../incidents/subject.js';

/** The messages that a call can post; each names itself in its metadata. */
export const messageKinds = ['root', 'thread', 'notice', 'digest'] as const;

export type MessageKind = (typeof messageKinds)[number];

/** A message that may have arrived. It holds exactly the items that were sent with it. */
export interface Uncertainty {
  readonly kind: MessageKind;
  readonly messageId: string;
}

/** The error to keep with items whose message may have arrived: it outlives a restart. */
export function uncertainError({ kind, messageId }: Uncertainty, detail: string): string {
  return `uncertain ${kind} ${messageId}: ${detail}`;
}

/** The message that the item may have arrived in; null if it certainly did not arrive. */
export function uncertaintyOf(item: OutboxItem): Uncertainty | null {
  const match = /^uncertain (\w+) (\S+): /.exec(item.lastError ?? '');
  const kind = messageKinds.find((each) => each === match?.[1]);
  return kind === undefined || match?.[2] === undefined ? null : { kind, messageId: match[2] };
}

/**
 * What the items of one channel that a process left in the middle of sending were a part of. One
 * call at a time is in flight for a channel, so they were all sent in the same message.
 */
export function interruptedMessage(items: readonly OutboxItem[]): Uncertainty | null {
  const [first] = items;
  if (first === undefined) return null;
  const before = items.map(uncertaintyOf).find((each) => each !== null);
  if (before !== undefined) return before;
  const subjects = new Set(
    items.map(({ payload }) => `${payload.kind} ${subjectOf(payload) ?? ''}`),
  );
  const alike = subjects.size === 1 && (first.payload.kind !== 'notice' || items.length === 1);
  return { kind: alike ? kindOf(first) : 'digest', messageId: first.id };
}

/** The message that an item becomes by itself. */
function kindOf({ payload }: OutboxItem): MessageKind {
  if (payload.kind === 'operation') return 'root';
  return payload.kind === 'operation-thread' ? 'thread' : payload.kind;
}
