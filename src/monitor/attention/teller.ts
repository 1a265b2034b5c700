import { escalation, type EscalationRules } from '../../incidents/attention/escalate.js';
import { isQuiet, quietUntil, type QuietHours } from '../../incidents/attention/quiet-hours.js';
import type { Incident, OutboxItem, OutboxPayload } from '../../incidents/model.js';
import { outboxItem } from '../../incidents/outbox-item.js';
import type { StoreChange } from '../../incidents/record.js';
import type { Silence } from '../../incidents/silences/model.js';
import type { Hearing } from '../../incidents/tell.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Journal } from '../journal/journal.js';

/** How a cluster wants to be spoken of. */
export interface TellingRules {
  readonly quietHours: QuietHours | null;
  readonly escalation: EscalationRules | null;
}

export interface TellerOptions extends TellingRules {
  readonly cluster: string;
  /** Where its incidents are spoken of; null for nowhere (no channel is configured). */
  readonly channel: string | null;
  readonly journal: Journal;
  readonly newId: () => string;
}

/** Knows of one cluster who may hear what now, and makes the messages for its channel. */
export class Teller {
  readonly #options: TellerOptions;
  /** When a call for an incident was last seen to wait for Slack; it begins anew with each process. */
  readonly #waitedUntil = new Map<string, EpochMs>();

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  get newId(): () => string {
    return this.#options.newId;
  }

  get silences(): readonly Silence[] {
    return this.#options.journal.silences(this.#options.cluster);
  }

  /** Open ones, the oldest first. */
  get open(): readonly Incident[] {
    return this.#options.journal
      .incidents(this.#options.cluster)
      .filter(({ state }) => state === 'open')
      .toSorted((a, b) => a.openedAt - b.openedAt);
  }

  hearing(incidentId: string, now: EpochMs): Hearing {
    return {
      silences: this.silences,
      isQuiet: isQuiet(this.#options.quietHours, now),
      isPosted: this.isPosted(incidentId),
    };
  }

  /** When the quiet hours that it is in are over; null outside of them. */
  quietUntil(now: EpochMs): EpochMs | null {
    return quietUntil(this.#options.quietHours, now);
  }

  /** True if the first message of an incident stands, or is on its way. */
  isPosted(incidentId: string): boolean {
    const { roots, outbox } = this.#options.journal.working;
    if (roots.has(incidentId)) return true;
    return [...outbox.values()].some(
      ({ payload }) => payload.kind === 'root' && payload.incidentId === incidentId,
    );
  }

  escalation(
    incident: Incident,
    now: EpochMs,
    silences: readonly Silence[] = this.silences,
  ): ReturnType<typeof escalation> {
    if (incident.escalations === 0) this.#waitedUntil.delete(incident.id);
    else if (this.#callWaits(incident.id)) this.#waitedUntil.set(incident.id, now);
    const root = this.#options.journal.working.roots.get(incident.id);
    return escalation({
      incident,
      rules: this.#options.channel === null ? null : this.#options.escalation,
      silences,
      // Slack's ts is the moment of posting in seconds.
      postedAt: root === undefined ? null : Math.min(now, Number(root.ts) * 1000),
      waitedUntil: this.#waitedUntil.get(incident.id) ?? null,
      now,
    });
  }

  /** How long after `now` people are called by this decision, ms; null if they are not. */
  callInMs(decision: ReturnType<typeof escalation>, now: EpochMs): number | null {
    switch (decision.kind) {
      case 'due':
        return 0;
      case 'later':
        return decision.at - now;
      case 'none':
        return decision.reason === 'not-posted'
          ? (this.#options.escalation?.afterMs ?? null)
          : null;
    }
  }

  #callWaits(incidentId: string): boolean {
    return [...this.#options.journal.working.outbox.values()].some(
      ({ payload }) =>
        payload.kind === 'thread' &&
        payload.reason === 'escalated' &&
        payload.incidentId === incidentId,
    );
  }

  /** The user group that is called; null where nobody is. */
  get mention(): string | null {
    return this.#options.escalation?.mention ?? null;
  }

  /** A message for the cluster's channel; none without a channel. */
  message(payload: OutboxPayload, now: EpochMs, over: Partial<OutboxItem> = {}): StoreChange[] {
    const { channel, newId } = this.#options;
    if (channel === null) return [];
    const item = { ...outboxItem(newId(), channel, payload, now), ...over };
    return [{ kind: 'outbox', item }];
  }

  /** The line about an incident that waits for the end of quiet hours; undefined if there is none. */
  waiting(incidentId: string): OutboxItem | undefined {
    return [...this.#options.journal.working.outbox.values()].find(
      ({ payload, state }) =>
        state === 'pending' && payload.kind === 'notice' && payload.about === incidentId,
    );
  }
}
