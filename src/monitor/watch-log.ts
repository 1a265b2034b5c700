import { timelineEntry } from '../incidents/entry.js';
import type { Incident } from '../incidents/model.js';
import type { StoreChange } from '../incidents/record.js';
import type { TopologyChange } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { blindWords } from '../wording/timeline/blind-words.js';
import { topologyChangeWords } from '../wording/timeline/topology-change-words.js';
import type { Journal } from './journal/journal.js';

export interface WatchLogOptions {
  readonly cluster: string;
  readonly journal: Journal;
  readonly newId: () => string;
}

/** How often it is put on record that the cluster is watched: with and without an open incident, ms. */
const markTroubledMs = 5_000;
const markCalmMs = 60_000;
/** A time between two looks from which on it counts as not watched, ms. */
const blindMs = 20_000;

/**
 * What the timelines of a cluster's open incidents hold besides the incidents' own changes: who changed
 * its role, and when pgrepl itself did not look.
 */
export class WatchLog {
  readonly #options: WatchLogOptions;
  #began: EpochMs | null = null;
  #lookedAt: EpochMs | null = null;
  #markedAt: EpochMs | null = null;

  constructor(options: WatchLogOptions) {
    this.#options = options;
  }

  /**
   * The cluster is looked at again; to be told before the look changes its incidents.
   *
   * @param everyMs how often it should be looked at
   */
  async looks(now: EpochMs, everyMs: number): Promise<void> {
    const before = this.#lookedAt;
    this.#lookedAt = now;
    if (before === null) {
      this.#began = now;
      await this.#wasAway(this.#options.journal.watchedAt(this.#options.cluster), now);
    } else if (now - before >= Math.max(blindMs, 3 * everyMs)) {
      await this.#record(this.#open(), now, () => blindWords(before, now, true));
    }
  }

  /** What the look has shown; to be told once the incidents are changed by it. */
  async saw(changes: readonly TopologyChange[], now: EpochMs): Promise<void> {
    const { cluster, journal, newId } = this.#options;
    const open = this.#open();
    const entries = open.flatMap((incident) =>
      changes.map((change): StoreChange => ({
        kind: 'timeline',
        entry: timelineEntry({
          id: newId(),
          incidentId: incident.id,
          at: change.at,
          kind: 'role-changed',
          text: topologyChangeWords(change),
        }),
      })),
    );
    const everyMs = open.length > 0 ? markTroubledMs : markCalmMs;
    const isDue = this.#markedAt === null || now - this.#markedAt >= everyMs;
    if (isDue) this.#markedAt = now;
    await journal.record([
      ...entries,
      ...(isDue ? [{ kind: 'watched', watched: { cluster, at: now } } as const] : []),
    ]);
  }

  /** What an earlier process left comes to light only now: it was not there before this one began. */
  async recall(watchedAt: EpochMs | null): Promise<void> {
    if (this.#began !== null) await this.#wasAway(watchedAt, this.#began);
  }

  /** Nobody looks from now on. */
  async ends(): Promise<void> {
    const { cluster, journal } = this.#options;
    if (this.#lookedAt === null) return;
    await journal.record([{ kind: 'watched', watched: { cluster, at: this.#lookedAt } }]);
  }

  #open(): readonly Incident[] {
    const { cluster, journal } = this.#options;
    return journal.incidents(cluster).filter(({ state }) => state === 'open');
  }

  /** An incident that was opened or changed later than the last mark shows that pgrepl was there then. */
  async #wasAway(watchedAt: EpochMs | null, until: EpochMs): Promise<void> {
    const inherited = this.#open().filter(({ openedAt }) => openedAt < until);
    await this.#record(inherited, until, ({ openedAt, changedAt }) => {
      const changed = changedAt < until ? changedAt : openedAt;
      const from = Math.min(Math.max(watchedAt ?? 0, changed), until);
      return blindWords(from, until, false);
    });
  }

  async #record(
    incidents: readonly Incident[],
    at: EpochMs,
    words: (incident: Incident) => string,
  ): Promise<void> {
    const { journal, newId } = this.#options;
    await journal.record(
      incidents.map((incident) => ({
        kind: 'timeline',
        entry: timelineEntry({
          id: newId(),
          incidentId: incident.id,
          at,
          kind: 'blind',
          text: words(incident),
        }),
      })),
    );
  }
}
