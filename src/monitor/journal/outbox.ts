import type { Clock } from '../../clock.js';
import { timelineEntry } from '../../incidents/entry.js';
import type { Incident, OutboxItem, RootMessage } from '../../incidents/model.js';
import type { Silence } from '../../incidents/silences/model.js';
import type { StoreChange } from '../../incidents/record.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { CardFacts } from '../../wording/operation-card.js';
import { oneLine, truncate } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { Journal } from './journal.js';

/** What is known of operations, from memory. */
export interface OperationSource {
  readonly operation: (id: string) => Operation | null;
  /** What an operation's card shows besides the operation. */
  readonly cardFacts: (operation: Operation) => CardFacts;
  /** Whether the configuration lets anybody ask for a promotion in this cluster. */
  readonly mayPromote: (cluster: string) => boolean;
}

/** How much of a message that was shown to a channel its line repeats. */
const longestSaid = 120;
/** A call that people hear this much after it was due is told to have come late, ms. */
const lateMs = 60_000;

const noOperations: OperationSource = {
  operation: () => null,
  cardFacts: () => ({ waitsFor: null, topology: null, approvers: null }),
  mayPromote: () => false,
};

/** What is needed to put on timelines what was posted. */
export interface PostedLog {
  readonly clock: Clock;
  readonly newId: () => string;
}

/** The messages for Slack as the delivery sees them: what is due, and what became of it. */
export class Outbox {
  readonly #journal: Journal;
  readonly #operations: OperationSource;

  readonly #posted: PostedLog | null;

  constructor(
    journal: Journal,
    operations: OperationSource = noOperations,
    posted: PostedLog | null = null,
  ) {
    this.#journal = journal;
    this.#posted = posted;
    this.#operations = operations;
  }

  /** Messages to send, in the order in which they came up. */
  due(now: EpochMs): readonly OutboxItem[] {
    return this.#pending().filter(({ notBefore }) => notBefore <= now);
  }

  nextDueAt(): EpochMs | null {
    return this.#pending().reduce<EpochMs | null>(
      (first, { notBefore }) => Math.min(first ?? notBefore, notBefore),
      null,
    );
  }

  /**
   * Marked `sending` by an earlier process: whether they arrived is not known. Known from the start,
   * or from when a store that was away can be read.
   */
  ambiguous(): readonly OutboxItem[] {
    const { inherited } = this.#journal.working;
    return this.#items().filter(({ id }) => inherited.has(id));
  }

  onChange(listener: () => void): () => void {
    return this.#journal.onChange(listener);
  }

  incident(id: string): Incident | null {
    return this.#journal.working.incidents.get(id) ?? null;
  }

  operation(id: string): Operation | null {
    return this.#operations.operation(id);
  }

  cardFacts(operation: Operation): CardFacts {
    return this.#operations.cardFacts(operation);
  }

  mayPromote(cluster: string): boolean {
    return this.#operations.mayPromote(cluster);
  }

  silences(cluster: string): readonly Silence[] {
    return this.#journal.silences(cluster);
  }

  /** Where the message of an incident or an operation stands. */
  root(subjectId: string): RootMessage | null {
    return this.#journal.working.roots.get(subjectId) ?? null;
  }

  /** On record before the send: a process that dies now leaves a message that must be looked for. */
  async sending(ids: readonly string[]): Promise<void> {
    await this.#change(ids, (item) => ({
      ...item,
      state: 'sending',
      attempts: item.attempts + 1,
    }));
  }

  /** @param place where it stands, in words; null for what changed a message that stood already */
  async sent(
    ids: readonly string[],
    root?: RootMessage,
    ts?: string,
    place: string | null = null,
  ): Promise<void> {
    const entries = place === null ? [] : this.#postedEntries(ids, root ?? null, place);
    await this.#change(
      ids,
      (item) => ({ ...item, state: 'sent', sentTs: ts ?? root?.ts ?? null, lastError: null }),
      [...(root === undefined ? [] : [{ kind: 'root', root } as const]), ...entries],
    );
  }

  /** Incidents' first messages, and what was shown to a whole channel. */
  #postedEntries(
    ids: readonly string[],
    root: RootMessage | null,
    place: string,
  ): readonly StoreChange[] {
    if (this.#posted === null) return [];
    const { clock, newId } = this.#posted;
    const { incidents, outbox, roots } = this.#journal.working;
    const texts: { readonly incidentId: string; readonly text: string }[] = [];
    if (root !== null && incidents.has(root.subjectId)) {
      const words = roots.has(root.subjectId) ? 'Posted anew' : 'Posted';
      texts.push({ incidentId: root.subjectId, text: `${words} in ${place}.` });
    }
    const now = clock.now();
    for (const { payload, createdAt } of ids.flatMap((id) => outbox.get(id) ?? [])) {
      if (payload.kind !== 'thread' || !payload.broadcast) continue;
      const { incidentId, reason, text } = payload;
      if (reason !== 'escalated') {
        const said = truncate(oneLine(text), longestSaid);
        texts.push({ incidentId, text: `Shown to all of ${place}: ${said}` });
      } else if (now - createdAt >= lateMs) {
        // That somebody was called stands on the timeline from when it was due.
        const due = formatUtcTime(createdAt, now);
        texts.push({ incidentId, text: `The call of ${due} reached ${place} only now.` });
      }
    }
    return texts.map((fields) => ({
      kind: 'timeline',
      entry: timelineEntry({ ...fields, id: newId(), at: now, kind: 'posted' }),
    }));
  }

  async retry(ids: readonly string[], notBefore: EpochMs, error: string): Promise<void> {
    await this.#change(ids, (item) => ({
      ...item,
      state: 'pending',
      notBefore,
      lastError: error,
    }));
  }

  async drop(ids: readonly string[], error: string): Promise<void> {
    await this.#change(ids, (item) => ({ ...item, state: 'dropped', lastError: error }));
  }

  async #change(
    ids: readonly string[],
    next: (item: OutboxItem) => OutboxItem,
    further: readonly StoreChange[] = [],
  ): Promise<void> {
    const items = ids.flatMap((id) => this.#journal.working.outbox.get(id) ?? []);
    await this.#journal.record([
      ...items.map((item): StoreChange => ({ kind: 'outbox', item: next(item) })),
      ...further,
    ]);
  }

  #pending(): readonly OutboxItem[] {
    return this.#items().filter(
      ({ id, state }) => state === 'pending' && !this.#journal.isHeld(id),
    );
  }

  #items(): readonly OutboxItem[] {
    return [...this.#journal.working.outbox.values()];
  }
}
