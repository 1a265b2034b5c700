import { timelineOf } from '../incidents/change.js';
import type { Incident, OutboxItem } from '../incidents/model.js';
import { defaultGraceMs, notices, type Notice } from '../incidents/notify.js';
import type { ClusterMemory, StoreChange } from '../incidents/record.js';
import { reduceIncidents } from '../incidents/reduce.js';
import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import type { Journal } from './journal/journal.js';

export interface IncidentKeeperOptions {
  readonly cluster: string;
  /** Where its incidents are spoken of; null for nowhere (no channel is configured). */
  readonly channel: string | null;
  readonly flapWindowMs: number;
  readonly journal: Journal;
  readonly newId: () => string;
}

/** Carries one cluster's incidents on and puts on record what changed and what is to be said. */
export class IncidentKeeper {
  readonly #options: IncidentKeeperOptions;

  constructor(options: IncidentKeeperOptions) {
    this.#options = options;
  }

  /** Open incidents, oldest first. */
  get open(): readonly Incident[] {
    return this.#options.journal
      .incidents(this.#options.cluster)
      .filter(({ state }) => state === 'open')
      .toSorted((a, b) => a.openedAt - b.openedAt);
  }

  /** Takes the findings that count now. Never rejects. */
  async take(
    active: readonly Finding[],
    now: EpochMs,
    memory: ClusterMemory | null,
  ): Promise<void> {
    const { cluster, flapWindowMs, journal, newId } = this.#options;
    const { changes } = reduceIncidents({
      cluster,
      now,
      incidents: journal.incidents(cluster),
      active,
      flapWindowMs,
      newId,
    });
    const record: StoreChange[] = memory === null ? [] : [{ kind: 'cluster', memory }];
    for (const change of changes) {
      record.push({ kind: 'incident', incident: change.incident });
      for (const entry of timelineOf(change)) record.push({ kind: 'timeline', entry });
      for (const notice of notices(change, now, { graceMs: defaultGraceMs, flapWindowMs })) {
        record.push(...this.#message(notice, now));
      }
    }
    await journal.record(record);
  }

  /** Brings an incident's first message to the present state though nothing happened to it. */
  async refresh(incidentId: string, now: EpochMs): Promise<void> {
    await this.#options.journal.record(
      this.#message({ kind: 'root', incidentId, reason: 'figures-changed' }, now),
    );
  }

  /** Puts changes on record that somebody made, with the incident's first message brought to them. */
  async show(incidentId: string, changes: readonly StoreChange[], now: EpochMs): Promise<void> {
    const root = this.#message({ kind: 'root', incidentId, reason: 'acknowledged' }, now);
    await this.#options.journal.record([...changes, ...root]);
  }

  #message(payload: Notice, now: EpochMs): readonly StoreChange[] {
    const { channel, newId } = this.#options;
    if (channel === null) return [];
    const item: OutboxItem = {
      id: newId(),
      channel,
      createdAt: now,
      payload,
      state: 'pending',
      attempts: 0,
      notBefore: now,
      sentTs: null,
      lastError: null,
    };
    return [{ kind: 'outbox', item }];
  }
}
