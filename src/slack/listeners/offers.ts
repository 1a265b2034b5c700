import type { EpochMs } from '../../replication/observation.js';

/** How long what was offered may be taken up, ms: what stands behind it grows old. */
const validMs = 10 * 60_000;

/** The oldest go first: nobody weighs more at a time. */
const most = 200;

/** What somebody is told whose forced promotion is offered no more. */
export const offerGone =
  'This offer is no longer there, so nothing was asked for. Ask again with `/pgrepl promote`.';

interface Offer<T> {
  readonly what: T;
  readonly userId: string;
  readonly until: EpochMs;
}

/**
 * What a button or a window of somebody's stands for. It carries only the offer's name: the rest never
 * leaves pgrepl, and is forgotten with the process.
 */
export class Offers<T> {
  readonly #newId: () => string;
  readonly #offers = new Map<string, Offer<T>>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Remembers what this person may take up; returns the name it goes by. */
  make(what: T, userId: string, now: EpochMs): string {
    const id = this.#newId();
    this.#offers.set(id, { what, userId, until: now + validMs });
    const [oldest] = this.#offers.keys();
    if (this.#offers.size > most && oldest !== undefined) this.#offers.delete(oldest);
    return id;
  }

  /** What was offered to this person; null if nothing was, or not any more. */
  find(id: string, userId: string, now: EpochMs): T | null {
    const offer = this.#offers.get(id);
    if (offer === undefined || offer.until < now) return null;
    return offer.userId === userId ? offer.what : null;
  }

  /** It was taken up: nothing comes of it a second time. */
  take(id: string): void {
    this.#offers.delete(id);
  }
}
