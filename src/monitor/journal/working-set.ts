import type { Incident, OutboxItem, RootMessage } from '../../incidents/model.js';
import {
  keptWatchedMs,
  type ApplyResult,
  type ClusterMemory,
  type StoreChange,
  type StoredState,
  type WatchedSpan,
} from '../../incidents/record.js';
import type { Silence } from '../../incidents/silences/model.js';
import { subjectOf } from '../../incidents/subject.js';
import type { EpochMs } from '../../replication/observation.js';

/** The incidents, messages and cluster memories at work, held in memory. */
export class WorkingSet {
  readonly incidents = new Map<string, Incident>();
  readonly roots = new Map<string, RootMessage>();
  readonly outbox = new Map<string, OutboxItem>();
  readonly clusters = new Map<string, ClusterMemory>();
  /** When each cluster was last watched, as an earlier process has left it. */
  readonly watched = new Map<string, EpochMs>();
  /** When each cluster was watched in the last day, by this process or an earlier one. */
  readonly watchedSpans = new Map<string, WatchedSpan>();
  readonly silences = new Map<string, Silence>();
  /** Messages marked `sending` by an earlier process: whether they arrived is not known. */
  readonly inherited = new Set<string>();

  /** Takes in what the store knew before; what memory already has is newer and stays. */
  adopt(stored: StoredState): void {
    for (const incident of stored.incidents) {
      if (!this.incidents.has(incident.id)) this.incidents.set(incident.id, incident);
    }
    for (const root of stored.roots) {
      if (!this.roots.has(root.subjectId)) this.roots.set(root.subjectId, root);
    }
    for (const { id, state } of stored.outbox) {
      if (state === 'sending' && !this.outbox.has(id)) this.inherited.add(id);
    }
    const newer = [...this.outbox.values()];
    this.outbox.clear();
    for (const item of [...stored.outbox, ...newer]) this.outbox.set(item.id, item);
    for (const memory of stored.clusters) {
      if (!this.clusters.has(memory.cluster)) this.clusters.set(memory.cluster, memory);
    }
    for (const { cluster, at } of stored.watched) this.watched.set(cluster, at);
    for (const span of stored.watchedSpans) this.#takeSpan(span);
    for (const silence of stored.silences) {
      if (!this.silences.has(silence.id)) this.silences.set(silence.id, silence);
    }
  }

  take(change: StoreChange): void {
    switch (change.kind) {
      case 'incident':
        this.#takeIncident(change.incident);
        return;
      case 'outbox':
        this.#takeItem(change.item);
        return;
      case 'root':
        this.roots.set(change.root.subjectId, change.root);
        return;
      case 'cluster':
        this.clusters.set(change.memory.cluster, change.memory);
        return;
      case 'silence':
        this.#takeSilence(change.silence);
        return;
      case 'watched':
        this.#takeSpan(change.watched);
        return;
      case 'timeline':
      case 'audit':
        return;
    }
  }

  /** Enters the numbers the store gave; returns the incidents that got one. */
  number(result: ApplyResult): readonly Incident[] {
    const numbered: Incident[] = [];
    for (const [id, number] of result.numbers) {
      const silence = this.silences.get(id);
      if (silence?.number === null) this.silences.set(id, { ...silence, number });
      const incident = this.incidents.get(id);
      if (incident === undefined || incident.number !== null) continue;
      const next = { ...incident, number };
      this.incidents.set(id, next);
      numbered.push(next);
    }
    return numbered;
  }

  /**
   * Forgets incidents resolved before `before` that no waiting message speaks of, and silences that
   * ended before it. Where the cards of
   * operations stand is kept: they are few, and people look back at them.
   */
  forget(before: EpochMs): void {
    const spokenOf = new Set([...this.outbox.values()].map(({ payload }) => subjectOf(payload)));
    for (const { id, resolvedAt } of this.incidents.values()) {
      if (resolvedAt === null || resolvedAt >= before || spokenOf.has(id)) continue;
      this.incidents.delete(id);
      this.roots.delete(id);
    }
    for (const { id, endedAt } of this.silences.values()) {
      if (endedAt !== null && endedAt < before) this.silences.delete(id);
    }
  }

  #takeSpan(span: WatchedSpan): void {
    const { cluster, from, at } = span;
    const key = `${from} ${cluster}`;
    if (at >= (this.watchedSpans.get(key)?.at ?? 0)) this.watchedSpans.set(key, span);
    for (const [old, each] of this.watchedSpans) {
      if (each.cluster === cluster && each.at < at - keptWatchedMs) this.watchedSpans.delete(old);
    }
  }

  #takeIncident(incident: Incident): void {
    const number = incident.number ?? this.incidents.get(incident.id)?.number ?? null;
    this.incidents.set(incident.id, { ...incident, number });
  }

  #takeSilence(silence: Silence): void {
    const number = silence.number ?? this.silences.get(silence.id)?.number ?? null;
    this.silences.set(silence.id, { ...silence, number });
  }

  #takeItem(item: OutboxItem): void {
    this.inherited.delete(item.id);
    if (item.state === 'sent' || item.state === 'dropped') this.outbox.delete(item.id);
    else this.outbox.set(item.id, item);
  }
}
