import type { Incident, OutboxItem, OutboxPayload, RootMessage } from '../../incidents/model.js';
import type { Silence } from '../../incidents/silences/model.js';
import type { Operation } from '../../operations/model.js';
import type { CardFacts } from '../../wording/operation-card.js';
import { anIncident } from '../../wording/testing/incidents.js';
import type { OutboxPort } from '../delivery/port.js';

/** A fresh item for the root of INC-7 in `#orders`. */
export function anItem(id: string, changes: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id,
    channel: '#orders',
    createdAt: 0,
    payload: rootOf(anIncident().id),
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    sentTs: null,
    lastError: null,
    ...changes,
  };
}

export function rootOf(incidentId: string): OutboxPayload {
  return { kind: 'root', incidentId, reason: 'opened' };
}

export function threadOf(incidentId: string, text: string, broadcast = false): OutboxPayload {
  return { kind: 'thread', incidentId, reason: 'finding-added', text, broadcast };
}

export function cardOf(operationId: string): OutboxPayload {
  return { kind: 'operation', operationId };
}

export function cardLineOf(operationId: string, text: string, broadcast = false): OutboxPayload {
  return { kind: 'operation-thread', operationId, text, broadcast };
}

/** An outbox in memory that outlives the delivery it is given to, as a store does. */
export class MemoryOutbox implements OutboxPort {
  readonly items = new Map<string, OutboxItem>();
  readonly incidents = new Map<string, Incident>();
  readonly operations = new Map<string, Operation>();
  readonly promotable = new Set<string>();
  readonly waits = new Map<string, string>();
  readonly silenced: Silence[] = [];
  readonly roots = new Map<string, RootMessage>();
  readonly #listeners = new Set<() => void>();
  /** Marked `sending` when the last process ended. */
  #inherited = new Set<string>();

  add(items: readonly OutboxItem[], incidents: readonly Incident[] = []): void {
    for (const incident of incidents) this.incidents.set(incident.id, incident);
    for (const item of items) this.items.set(item.id, item);
    this.#changed();
  }

  /** What a new process finds: whatever was being sent may have arrived. */
  restart(): void {
    this.#listeners.clear();
    const sending = [...this.items.values()].filter(({ state }) => state === 'sending');
    this.#inherited = new Set(sending.map(({ id }) => id));
  }

  states(): string[] {
    return [...this.items.values()].map(({ id, state }) => `${id} ${state}`);
  }

  due(now: number): readonly OutboxItem[] {
    return this.#pending().filter(({ notBefore }) => notBefore <= now);
  }

  nextDueAt(): number | null {
    const times = this.#pending().map(({ notBefore }) => notBefore);
    return times.length === 0 ? null : Math.min(...times);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  incident(id: string): Incident | null {
    return this.incidents.get(id) ?? null;
  }

  operation(id: string): Operation | null {
    return this.operations.get(id) ?? null;
  }

  cardFacts({ id }: Operation): CardFacts {
    return { waitsFor: this.waits.get(id) ?? null, topology: null, approvers: null };
  }

  mayPromote(cluster: string): boolean {
    return this.promotable.has(cluster);
  }

  silences(cluster: string): readonly Silence[] {
    return this.silenced.filter((silence) => silence.cluster === cluster);
  }

  root(subjectId: string): RootMessage | null {
    return this.roots.get(subjectId) ?? null;
  }

  sending(ids: readonly string[]): Promise<void> {
    return this.#change(ids, (item) => ({
      ...item,
      state: 'sending',
      attempts: item.attempts + 1,
    }));
  }

  sent(ids: readonly string[], root?: RootMessage, ts?: string): Promise<void> {
    if (root !== undefined) this.roots.set(root.subjectId, root);
    return this.#change(ids, (item) => ({
      ...item,
      state: 'sent',
      sentTs: ts ?? null,
      lastError: null,
    }));
  }

  retry(ids: readonly string[], notBefore: number, error: string): Promise<void> {
    return this.#change(ids, (item) => ({
      ...item,
      state: 'pending',
      notBefore,
      lastError: error,
    }));
  }

  drop(ids: readonly string[], error: string): Promise<void> {
    return this.#change(ids, (item) => ({ ...item, state: 'dropped', lastError: error }));
  }

  ambiguous(): readonly OutboxItem[] {
    return [...this.items.values()].filter(({ id }) => this.#inherited.has(id));
  }

  #pending(): readonly OutboxItem[] {
    return [...this.items.values()].filter(({ state }) => state === 'pending');
  }

  async #change(ids: readonly string[], next: (item: OutboxItem) => OutboxItem): Promise<void> {
    // As a real journal does, it takes a moment.
    await Promise.resolve();
    for (const id of ids) {
      const item = this.items.get(id);
      if (item === undefined) throw new Error(`no item ${id}`);
      this.items.set(id, next(item));
      this.#inherited.delete(id);
    }
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
