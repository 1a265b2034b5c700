import type { ApplyResult, StoreChange, StoredState } from '../../../src/incidents/record.js';
import type { StorePort } from '../../../src/monitor/ports.js';

/**
 * A store for scenarios that are about replication: it takes whole batches in order and numbers
 * incidents as the real one does. What the real one promises is tested with the real one.
 */
export class MemoryStore implements StorePort {
  readonly changes: StoreChange[] = [];
  readonly #numbers = new Map<string, number>();

  readonly load = (): Promise<StoredState> =>
    Promise.resolve({
      incidents: [],
      roots: [],
      outbox: [],
      clusters: [],
      watched: [],
      watchedSpans: [],
      silences: [],
    });

  readonly apply = (changes: readonly StoreChange[]): Promise<ApplyResult> => {
    this.changes.push(...changes);
    const numbers = new Map<string, number>();
    for (const change of changes) {
      if (change.kind !== 'incident') continue;
      const { id } = change.incident;
      const number = this.#numbers.get(id) ?? this.#numbers.size + 1;
      this.#numbers.set(id, number);
      numbers.set(id, number);
    }
    return Promise.resolve({ numbers });
  };

  readonly isUnavailable = (): boolean => false;
}
