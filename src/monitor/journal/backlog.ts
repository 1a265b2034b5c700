import type { StoreChange } from '../../incidents/record.js';

/**
 * Changes that the store has not confirmed yet, in order. A later state of the same thing takes
 * the place of an earlier one, so that an hour without a store costs memory for what is, not for
 * what was; timeline entries and audit records have ids of their own and so are all kept.
 */
export class Backlog {
  readonly #changes = new Map<string, StoreChange>();

  get size(): number {
    return this.#changes.size;
  }

  add(changes: readonly StoreChange[]): void {
    for (const change of changes) this.#changes.set(identity(change), change);
  }

  /** Everything there is, oldest first; it stays until it is confirmed. */
  all(): readonly StoreChange[] {
    return [...this.#changes.values()];
  }

  /** Forgets what was confirmed, unless a newer state of it came meanwhile. */
  confirm(changes: readonly StoreChange[]): void {
    for (const change of changes) {
      const key = identity(change);
      if (this.#changes.get(key) === change) this.#changes.delete(key);
    }
  }
}

/** What two changes must share to be states of the same thing. */
function identity(change: StoreChange): string {
  switch (change.kind) {
    case 'incident':
      return `incident ${change.incident.id}`;
    case 'timeline':
      return `timeline ${change.entry.id}`;
    case 'outbox':
      return `outbox ${change.item.id}`;
    case 'root':
      return `root ${change.root.incidentId}`;
    case 'cluster':
      return `cluster ${change.memory.cluster}`;
    case 'audit':
      return `audit ${change.record.id}`;
  }
}
