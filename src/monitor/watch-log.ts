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

/** A time in which nobody looked, and whose timelines say so. */
interface Gap {
  /** When it was looked at again. */
  readonly until: EpochMs;
  /** What is said of it on a timeline. */
  readonly words: string;
  readonly told: Set<string>;
}

/**
 * What the timelines of a cluster's open incidents hold besides the incidents' own changes: who changed
 * its role, and when pgrepl itself did not look.
 */
export class WatchLog {
  readonly #options: WatchLogOptions;
  #began: EpochMs | null = null;
  #lookedAt: EpochMs | null = null;
  /** Since when it is watched without a break. */
  #unbrokenSince: EpochMs | null = null;
  #markedAt: EpochMs | null = null;
  /** The last one; null if none is known. */
  #gap: Gap | null = null;

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
      this.#unbrokenSince = now;
      await this.#wasAway(this.#options.journal.watchedAt(this.#options.cluster), now);
    } else if (now - before >= Math.max(blindMs, 3 * everyMs)) {
      const open = this.#open();
      const watched = this.#watchedUntil(before);
      this.#unbrokenSince = now;
      this.#ended(open, now, blindWords(before, now, true));
      await Promise.all([
        this.#options.journal.record([watched]),
        this.#record(open, now, () => blindWords(before, now, true)),
      ]);
    }
  }

  /** What the look has shown; to be told once the incidents are changed by it. */
  async saw(changes: readonly TopologyChange[], now: EpochMs): Promise<void> {
    const { cluster, journal, newId } = this.#options;
    const open = this.#open();
    // A promotion may be what ends an incident: it belongs to the story of that one, too.
    const ended = journal
      .incidents(cluster)
      .filter(({ resolvedAt, mergedInto }) => resolvedAt === now && mergedInto === null);
    const entries = [...open, ...ended].flatMap((incident) =>
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
    // A mark of later than now is of a clock that was put back.
    const isDue =
      this.#markedAt === null || now < this.#markedAt || now - this.#markedAt >= everyMs;
    if (isDue) this.#markedAt = now;
    await Promise.all([
      journal.record([...entries, ...(isDue ? [this.#watchedUntil(now)] : [])]),
      this.#mayHaveBegunUnseen(open),
    ]);
  }

  /** What an earlier process left comes to light only now: it was not there before this one began. */
  async recall(watchedAt: EpochMs | null): Promise<void> {
    if (this.#began !== null) await this.#wasAway(watchedAt, this.#began);
  }

  /** Nobody looks from now on. */
  async ends(): Promise<void> {
    if (this.#lookedAt === null) return;
    await this.#options.journal.record([this.#watchedUntil(this.#lookedAt)]);
  }

  #watchedUntil(at: EpochMs): StoreChange {
    const { cluster } = this.#options;
    // The clock may have been put back.
    const from = Math.min(this.#unbrokenSince ?? at, at);
    this.#unbrokenSince = from;
    return { kind: 'watched', watched: { cluster, from, at } };
  }

  #open(): readonly Incident[] {
    const { cluster, journal } = this.#options;
    return journal.incidents(cluster).filter(({ state }) => state === 'open');
  }

  /** An incident that was opened or changed later than the last mark shows that pgrepl was there then. */
  async #wasAway(watchedAt: EpochMs | null, until: EpochMs): Promise<void> {
    const inherited = this.#open().filter(({ openedAt }) => openedAt < until);
    // Where no earlier process is known there was nothing to miss.
    if (watchedAt !== null && watchedAt < until && (this.#gap?.until ?? 0) < until) {
      this.#ended(inherited, until, blindWords(watchedAt, until, false));
    }
    await this.#record(inherited, until, ({ openedAt, changedAt }) => {
      const changed = changedAt < until ? changedAt : openedAt;
      const from = Math.min(Math.max(watchedAt ?? 0, changed), until);
      return blindWords(from, until, false);
    });
  }

  #ended(told: readonly Incident[], until: EpochMs, words: string): void {
    this.#gap = { until, words, told: new Set(told.map(({ id }) => id)) };
  }

  /** What the first look after a time without any has shown may be as old as that time. */
  async #mayHaveBegunUnseen(open: readonly Incident[]): Promise<void> {
    if (this.#gap === null) return;
    const { until, words, told } = this.#gap;
    const unseen = open.filter(
      ({ id, findings }) => !told.has(id) && findings.some(({ since }) => since <= until),
    );
    for (const { id } of unseen) told.add(id);
    await this.#record(unseen, until, () => words);
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
