import type { OperationRequest } from '../../../operations/service.js';
import type { EpochMs } from '../../../replication/observation.js';

/** How long what was offered may be taken up, ms: the plan behind it grows old. */
const validMs = 10 * 60_000;

/** The oldest go first: nobody weighs more forced promotions than this at a time. */
const most = 200;

export const offerGone =
  'This offer is no longer there, so nothing was asked for. Ask again with `/pgrepl promote`.';

interface Offer {
  readonly request: OperationRequest;
  readonly until: EpochMs;
}

/**
 * Promotions that may be forced, each offered to the one who asked for it. A button carries only the
 * offer's name: what it stands for never leaves pgrepl, and is forgotten with the process.
 */
export class ForceOffers {
  readonly #newId: () => string;
  readonly #offers = new Map<string, Offer>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Remembers what may be asked for; returns the name it goes by. */
  make(request: OperationRequest, now: EpochMs): string {
    const id = this.#newId();
    this.#offers.set(id, { request, until: now + validMs });
    const [oldest] = this.#offers.keys();
    if (this.#offers.size > most && oldest !== undefined) this.#offers.delete(oldest);
    return id;
  }

  /** What was offered to this person; null if nothing was, or not any more. */
  find(id: string, userId: string, now: EpochMs): OperationRequest | null {
    const offer = this.#offers.get(id);
    if (offer === undefined || offer.until < now) return null;
    return offer.request.actor.userId === userId ? offer.request : null;
  }

  /** It was taken up: no second request comes of it. */
  take(id: string): void {
    this.#offers.delete(id);
  }
}
