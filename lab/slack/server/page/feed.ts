import type { PageEvent } from '../../page-api.js';

export interface FeedEntry {
  readonly id: number;
  readonly event: PageEvent;
}

/** How many events of a person are kept for a stream that is resumed. */
const KEPT = 1_000;

/** What each person's page is told, in order, under ids that grow. */
export class Feed {
  #lastId = 0;
  readonly #entries = new Map<string, FeedEntry[]>();
  readonly #listeners = new Map<string, Set<(entry: FeedEntry) => void>>();

  get lastId(): number {
    return this.#lastId;
  }

  /** Whether anybody has ever followed what this person is told: otherwise nothing can be missed. */
  isFollowed(user: string): boolean {
    return this.#listeners.has(user);
  }

  tell(user: string, event: PageEvent): void {
    this.#lastId += 1;
    const entry = { id: this.#lastId, event };
    const entries = this.#entries.get(user) ?? [];
    entries.push(entry);
    if (entries.length > KEPT) entries.shift();
    this.#entries.set(user, entries);
    for (const listener of this.#listeners.get(user) ?? []) listener(entry);
  }

  /** What a person was told after an event. */
  since(user: string, id: number): readonly FeedEntry[] {
    return (this.#entries.get(user) ?? []).filter((entry) => entry.id > id);
  }

  listen(user: string, listener: (entry: FeedEntry) => void): () => void {
    const listeners = this.#listeners.get(user) ?? new Set();
    this.#listeners.set(user, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }
}
