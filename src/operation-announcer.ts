import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import type { OutboxPayload } from './incidents/model.js';
import { outboxItem } from './incidents/outbox-item.js';
import type { Journal } from './monitor/journal/journal.js';
import type { Operation } from './operations/model.js';

/** Hands what is to be seen of operations to the outbox. The operation never waits for it. */
export class OperationAnnouncer {
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Brings the card to the present state, or posts it; one that waits to be sent does so anyway. */
  card({ id, channel }: Pick<Operation, 'id' | 'channel'>): void {
    const waits = [...this.#journal.working.outbox.values()].some(
      ({ payload, state }) =>
        payload.kind === 'operation' && payload.operationId === id && state === 'pending',
    );
    if (!waits) this.#hand(channel, { kind: 'operation', operationId: id });
  }

  /** A line in the card's thread. */
  line({ id, channel }: Pick<Operation, 'id' | 'channel'>, text: string, broadcast = false): void {
    this.#hand(channel, { kind: 'operation-thread', operationId: id, text, broadcast });
  }

  #hand(channel: string, payload: OutboxPayload): void {
    const now = this.#clock.now();
    const item = outboxItem(randomUUID(), channel, payload, now);
    void this.#journal.record([{ kind: 'outbox', item }]);
  }
}
