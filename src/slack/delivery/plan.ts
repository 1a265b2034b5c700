import type { Incident, OutboxItem, OutboxPayload } from '../../incidents/model.js';
import { subjectOf } from '../../incidents/subject.js';
import type { EpochMs } from '../../replication/observation.js';
import {
  idOf,
  type Call,
  type NoticeCall,
  type DigestCall,
  type DropCall,
  type Subject,
} from './call.js';
import type { OutboxPort } from './port.js';
import { uncertaintyOf } from './uncertain.js';

export type Facts = Pick<
  OutboxPort,
  'incident' | 'operation' | 'cardFacts' | 'mayPromote' | 'silences' | 'root'
>;

/** An item this old tells of an outage: then the channel gets the present, not the past, ms. */
export const outageMs = 60_000;

type Item<K extends OutboxPayload['kind']> = OutboxItem & {
  readonly payload: Extract<OutboxPayload, { readonly kind: K }>;
};

function isKind<K extends OutboxPayload['kind']>(item: OutboxItem, kind: K): item is Item<K> {
  return item.payload.kind === kind;
}

/**
 * The next call for one channel, from all of its items that are due, in order of creation.
 *
 * - Root items of one incident, or of one operation's card, are one call: it shows the present state,
 *   whatever they were for.
 * - Thread lines wait for their root.
 * - Items whose message may have arrived are settled in the company they were sent in.
 * - After an outage, an incident that was resolved before anybody saw it goes into a digest, late
 *   notices with it, and the lines of a thread become one message. What may have arrived is settled
 *   before that, so that one digest holds all the rest. The card of an operation is never folded: who
 *   did what to a primary has a message of its own.
 */
export function nextCall(items: readonly OutboxItem[], facts: Facts, now: EpochMs): Call | null {
  const [oldest] = items;
  if (oldest === undefined) return null;
  const late = now - oldest.createdAt > outageMs;
  const inDoubt = late ? items.find((item) => uncertaintyOf(item) !== null) : undefined;
  const first = inDoubt ?? oldest;
  const digest = late ? digestOf(items, first, facts) : null;
  if (digest !== null) return digest;
  switch (first.payload.kind) {
    case 'root':
      return rootCall(first.payload.incidentId, items, facts);
    case 'operation':
      return rootCall(first.payload.operationId, items, facts);
    case 'thread':
      return threadCall(first.payload.incidentId, items, facts, late);
    case 'operation-thread':
      return threadCall(first.payload.operationId, items, facts, late);
    case 'notice':
      return { kind: 'notice', ...post([first]), ...noticeOf(first.payload) };
  }
}

function post(items: readonly OutboxItem[]): {
  ids: string[];
  channel: string;
  since: EpochMs;
  messageId: string;
  uncertain: boolean;
} {
  const [first] = items;
  if (first === undefined) throw new Error('a message of no items');
  const doubt = uncertaintyOf(first);
  return {
    ids: items.map(({ id }) => id),
    channel: first.channel,
    since: Math.min(...items.map(({ createdAt }) => createdAt)),
    messageId: doubt?.messageId ?? first.id,
    uncertain: doubt !== null,
  };
}

/** The items that may have arrived together with the first; the fresh ones if it is fresh. */
function company<T extends OutboxItem>(items: readonly T[]): T[] {
  const [first] = items;
  if (first === undefined) return [];
  const sentAs = uncertaintyOf(first)?.messageId;
  return items.filter((item) => uncertaintyOf(item)?.messageId === sentAs);
}

type RootItem = Item<'root' | 'operation'>;
type LineItem = Item<'thread' | 'operation-thread'>;

/** True for an item that asks for the message of an incident or operation itself. */
export function isRoot(item: OutboxItem): item is RootItem {
  return isKind(item, 'root') || isKind(item, 'operation');
}

function isLine(item: OutboxItem): item is LineItem {
  return isKind(item, 'thread') || isKind(item, 'operation-thread');
}

function rootsOf(items: readonly OutboxItem[], subjectId: string): RootItem[] {
  return items.filter(isRoot).filter(({ payload }) => subjectOf(payload) === subjectId);
}

function linesOf(items: readonly OutboxItem[], subjectId: string): LineItem[] {
  return items.filter(isLine).filter(({ payload }) => subjectOf(payload) === subjectId);
}

function subjectIn(facts: Facts, { payload }: OutboxItem): Subject | null {
  if (payload.kind === 'notice') return null;
  if (payload.kind === 'operation' || payload.kind === 'operation-thread') {
    const operation = facts.operation(payload.operationId);
    return operation === null ? null : { kind: 'operation', operation };
  }
  const incident = facts.incident(payload.incidentId);
  return incident === null ? null : { kind: 'incident', incident };
}

function forgotten(items: readonly OutboxItem[]): DropCall {
  return { kind: 'drop', ...post(items), why: 'what it speaks of is forgotten' };
}

function rootCall(subjectId: string, items: readonly OutboxItem[], facts: Facts): Call {
  const own = rootsOf(items, subjectId);
  const [first] = own;
  const subject = first === undefined ? null : subjectIn(facts, first);
  if (subject === null) return forgotten(own);
  const root = facts.root(subjectId);
  // An update says the same twice without harm, so it takes everything along.
  if (root !== null) return { kind: 'update', ...post(own), subject, root };
  return { kind: 'root', ...post(company(own)), subject };
}

function threadCall(
  subjectId: string,
  items: readonly OutboxItem[],
  facts: Facts,
  late: boolean,
): Call {
  const own = linesOf(items, subjectId);
  const [first] = own;
  const subject = first === undefined ? null : subjectIn(facts, first);
  const root = facts.root(subjectId);
  if (root === null) {
    return subject === null ? forgotten(own) : rootBefore(subject, own, items);
  }
  const together = first === undefined || hasPicture(first) ? own.slice(0, 1) : inWords(own);
  const several = late || together.some((item) => uncertaintyOf(item) !== null);
  const sent = several ? together : together.slice(0, 1);
  return {
    kind: 'thread',
    ...post(sent),
    subject,
    root,
    lines: sent.map(({ payload, createdAt }) => ({ text: payload.text, at: createdAt })),
    broadcast: sent.some(({ payload }) => payload.broadcast),
    mentions: mentionsIn(sent),
  };
}

/** What goes into one message with the first: a line with a picture has a message of its own. */
function inWords(lines: readonly LineItem[]): LineItem[] {
  return company(lines).filter((item) => !hasPicture(item));
}

function hasPicture(item: LineItem): boolean {
  return isKind(item, 'thread') && item.payload.picture !== undefined;
}

/** The groups to call, each once. */
function mentionsIn(sent: readonly LineItem[]): readonly string[] {
  return [
    ...new Set(
      sent.flatMap((item) => (isKind(item, 'thread') ? (item.payload.mentions ?? []) : [])),
    ),
  ];
}

/**
 * The root that a thread line waits for. It comes even if the item that asked for it is gone; then
 * it is looked for first, because nothing on record would tell that it was sent.
 */
function rootBefore(
  subject: Subject,
  lines: readonly LineItem[],
  items: readonly OutboxItem[],
): Call {
  const roots = rootsOf(items, idOf(subject));
  if (roots.length > 0) return { kind: 'root', ...post(company(roots)), subject };
  const asked = { ...post(lines), ids: [], messageId: idOf(subject), uncertain: true };
  return { kind: 'root', ...asked, subject };
}

/** What needs no message of its own any more; null if there is nothing of the kind. */
function digestOf(
  items: readonly OutboxItem[],
  first: OutboxItem,
  facts: Facts,
): DigestCall | null {
  const doubt = uncertaintyOf(first);
  if (doubt !== null && doubt.kind !== 'digest') return null;
  const folded =
    doubt === null
      ? items.filter((item) => isOver(item, facts))
      : items.filter((item) => uncertaintyOf(item)?.messageId === doubt.messageId);
  const incidents = new Map<string, Incident>();
  const notices: DigestCall['notices'][number][] = [];
  for (const item of folded) {
    if (isKind(item, 'notice')) {
      notices.push({ ...noticeOf(item.payload), at: item.createdAt });
    } else {
      const subject = subjectIn(facts, item);
      if (subject?.kind === 'incident') incidents.set(idOf(subject), subject.incident);
    }
  }
  // A single late notice is its own best message.
  if (doubt === null && incidents.size === 0 && notices.length < 2) return null;
  const afterQuiet = folded.every((item) => isKind(item, 'notice') && item.payload.held === true);
  return {
    kind: 'digest',
    ...post(folded),
    incidents: [...incidents.values()],
    notices,
    after: afterQuiet ? 'quiet-hours' : 'outage',
  };
}

function noticeOf({
  text,
  people = [],
}: Item<'notice'>['payload']): Pick<NoticeCall, 'text' | 'people'> {
  return { text, people };
}

/** True for an item whose time is over. */
function isOver(item: OutboxItem, facts: Facts): boolean {
  if (isKind(item, 'notice')) return true;
  const subject = subjectIn(facts, item);
  if (subject?.kind !== 'incident') return false;
  return facts.root(subject.incident.id) === null && subject.incident.state === 'resolved';
}
