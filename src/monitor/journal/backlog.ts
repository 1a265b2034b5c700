import type { StoreChange } from '../../incidents/record.js';

/**
 * Changes that the store has not confirmed yet, in order. A later state of the same thing takes
 * the place of an earlier one, so that an hour without a store costs memory for what is, not for
 * what was. Audit records have ids of their own and are all kept, and so are timeline entries up to
 * a bound: beyond it the oldest are given up.
 */
export class Backlog {
  readonly #changes = new Map<string, StoreChange>();
  readonly #mostEntries: number;
  #entries = 0;
  #lost = 0;

  /** @param mostEntries how many timeline entries are kept; some 300 bytes each */
  constructor(mostEntries = 20_000) {
    this.#mostEntries = mostEntries;
  }

  get size(): number {
    return this.#changes.size;
  }

  /** How many timeline entries were given up since everything was last on record. */
  get lost(): number {
    return this.#lost;
  }

  add(changes: readonly StoreChange[]): void {
    for (const change of changes) {
      const key = identity(change);
      if (change.kind === 'timeline' && !this.#changes.has(key)) this.#entries += 1;
      this.#changes.set(key, change);
    }
    if (this.#entries > this.#mostEntries) this.#giveUp(this.#entries - this.#mostEntries);
  }

  /** Everything there is, oldest first; it stays until it is confirmed. */
  all(): readonly StoreChange[] {
    return [...this.#changes.values()];
  }

  /** True while this very change waits: neither confirmed nor replaced by a newer state. */
  holds(change: StoreChange): boolean {
    return this.#changes.get(identity(change)) === change;
  }

  /** Forgets what was confirmed, unless a newer state of it came meanwhile. */
  confirm(changes: readonly StoreChange[]): void {
    for (const change of changes) {
      const key = identity(change);
      if (this.#changes.get(key) !== change) continue;
      this.#changes.delete(key);
      if (change.kind === 'timeline') this.#entries -= 1;
    }
    if (this.#changes.size === 0) this.#lost = 0;
  }

  /** Gives up the oldest timeline entries. */
  #giveUp(count: number): void {
    let left = count;
    for (const [key, { kind }] of this.#changes) {
      if (left === 0) break;
      if (kind !== 'timeline') continue;
      this.#changes.delete(key);
      left -= 1;
    }
    this.#entries -= count;
    this.#lost += count;
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
      return `root ${change.root.subjectId}`;
    case 'cluster':
      return `cluster ${change.memory.cluster}`;
    case 'watched':
      return `watched ${change.watched.from} ${change.watched.cluster}`;
    case 'silence':
      return `silence ${change.silence.id}`;
    case 'audit':
      return `audit ${change.record.id}`;
  }
}
