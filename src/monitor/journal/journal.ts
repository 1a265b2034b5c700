import type { Clock } from '../../clock.js';
import type { Incident } from '../../incidents/model.js';
import type {
  ClusterMemory,
  StoreChange,
  StoredState,
  WatchedSpan,
} from '../../incidents/record.js';
import type { Silence } from '../../incidents/silences/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Log, StorePort } from '../ports.js';
import { Backlog } from './backlog.js';
import { WorkingSet } from './working-set.js';

export interface JournalOptions {
  readonly store: StorePort;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a change may wait for the store before what depends on it goes ahead, ms. */
  readonly holdMs: number;
  /** How long after a refusal the store is asked again, ms. */
  readonly retryMs: number;
}

/** Changes that go to the store at once: what piled up over hours must not exceed its patience. */
const batchSize = 2000;

/**
 * Where everything is put on record: in memory at once, in the store before what depends on it
 * goes ahead. While the store is away memory carries on alone, alerts still go out, and what could
 * not be recorded is recorded when it is back.
 *
 * A message is sent once it is on record, or once it is clear that the store does not take it in
 * time. In the second case a process that dies before the store is back may leave a message that the
 * next one sends again, or has never heard of: the price of telling at all.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #set = new WorkingSet();
  readonly #backlog = new Backlog();
  readonly #listeners = new Set<() => void>();
  readonly #held = new Set<string>();
  readonly #refused = new WeakSet<StoreChange>();
  #onNumbered: (incidents: readonly Incident[]) => void = () => undefined;
  #onLoadedLate: (stored: StoredState) => void = () => undefined;
  /** What is still to be read before anything is written; null once it has been. */
  #unread: { readonly resolvedSince: EpochMs } | null = null;
  #writing: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #downSince: EpochMs | null = null;
  #closed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** What is at work now; to be read, never written to. */
  get working(): Readonly<WorkingSet> {
    return this.#set;
  }

  /** Since when the store refuses; null while it takes everything. */
  get downSince(): EpochMs | null {
    return this.#downSince;
  }

  /** How many changes wait for the store. */
  get unrecorded(): number {
    return this.#backlog.size;
  }

  /**
   * Reads what was at work before. If the store is away, this resolves all the same: then that is
   * read as soon as the store is there, and nothing is written until then, so that what this process
   * sent meanwhile can't come back as unsent. Rejects if the store is there and can't be read.
   */
  async load(resolvedSince: EpochMs): Promise<void> {
    this.#unread = { resolvedSince };
    try {
      this.#set.adopt(await this.#options.store.load(resolvedSince));
      this.#unread = null;
    } catch (error) {
      if (!this.#options.store.isUnavailable(error)) throw error;
      this.#down(error);
    }
    this.#changed();
  }

  /** Names who is told of what the store knew, if that was read only after the work had begun. */
  onLoadedLate(listener: (stored: StoredState) => void): void {
    this.#onLoadedLate = listener;
  }

  incidents(cluster: string): readonly Incident[] {
    return [...this.#set.incidents.values()].filter((incident) => incident.cluster === cluster);
  }

  /** Of a cluster: those that have not ended, and those that ended not long ago. */
  silences(cluster: string): readonly Silence[] {
    return [...this.#set.silences.values()].filter((silence) => silence.cluster === cluster);
  }

  cluster(name: string): ClusterMemory | null {
    return this.#set.clusters.get(name) ?? null;
  }

  /** Up to when an earlier process watched this cluster; null if it is not known. */
  watchedAt(cluster: string): EpochMs | null {
    return this.#set.watched.get(cluster) ?? null;
  }

  /** When a cluster was watched in the last day as far as that was put on record, by any process. */
  watchedSpans(cluster: string): readonly WatchedSpan[] {
    return [...this.#set.watchedSpans.values()].filter((span) => span.cluster === cluster);
  }

  /** True while a message waits to be on record: until then it must not be sent. */
  isHeld(itemId: string): boolean {
    return this.#held.has(itemId);
  }

  /** Names who is told of incidents that got their number only after they were posted. */
  onNumberedLate(listener: (incidents: readonly Incident[]) => void): void {
    this.#onNumbered = listener;
  }

  /** Calls `listener` after anything changed; returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes changes in and writes them. Resolves when the store has them, or when it is clear that
   * it does not answer in time: then they wait in memory. Never rejects.
   */
  async record(changes: readonly StoreChange[]): Promise<void> {
    if (changes.length === 0) return;
    const messages = changes.flatMap((change) =>
      change.kind === 'outbox' ? [change.item.id] : [],
    );
    for (const id of messages) this.#held.add(id);
    for (const change of changes) this.#set.take(change);
    this.#addToBacklog(changes);
    if (this.#downSince === null) await this.#withinHold(this.#written());
    for (const id of messages) this.#held.delete(id);
    this.#changed();
  }

  /**
   * Takes changes in only if the store has them: for what must not happen unless it is on record.
   * True if it has; false if it does not take them now, and then they are forgotten. Never rejects.
   */
  async recordFirst(changes: readonly StoreChange[]): Promise<boolean> {
    if (this.#downSince !== null) return false;
    this.#addToBacklog(changes);
    await this.#written();
    const left = changes.filter((each) => this.#backlog.holds(each) || this.#refused.has(each));
    this.#backlog.confirm(left);
    if (left.length > 0) return false;
    for (const change of changes) this.#set.take(change);
    this.#changed();
    return true;
  }

  /** Forgets incidents resolved before `before` that no waiting message speaks of. */
  forget(before: EpochMs): void {
    this.#set.forget(before);
  }

  /** Writes what is waiting, within the time given; says how much stayed behind. */
  async close(deadlineMs: number): Promise<number> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await Promise.race([this.#written(), delay(deadlineMs)]);
    return this.#backlog.size;
  }

  /** Resolves when a write that began after this call has ended: one write carries many callers. */
  async #written(): Promise<void> {
    if (this.#writing !== null) await this.#writing;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  async #write(): Promise<void> {
    try {
      if (this.#unread !== null) await this.#readLate(this.#unread.resolvedSince);
      const changes = this.#backlog.all();
      if (changes.length === 0) return;
      for (let from = 0; from < changes.length; from += batchSize) {
        await this.#batch(changes.slice(from, from + batchSize));
      }
      this.#up();
    } catch (error) {
      this.#down(error);
    }
  }

  async #readLate(resolvedSince: EpochMs): Promise<void> {
    const stored = await this.#options.store.load(resolvedSince);
    this.#unread = null;
    this.#set.adopt(stored);
    this.#onLoadedLate(stored);
    this.#changed();
  }

  /** Rejects only if the store is away. */
  async #batch(changes: readonly StoreChange[]): Promise<void> {
    try {
      await this.#applied(changes);
    } catch (error) {
      if (this.#options.store.isUnavailable(error)) throw error;
      await this.#oneByOne(changes);
    }
  }

  /** A batch that the store refuses for what it says: the sound ones must not suffer for it. */
  async #oneByOne(changes: readonly StoreChange[]): Promise<void> {
    for (const change of changes) {
      try {
        await this.#applied([change]);
      } catch (error) {
        if (this.#options.store.isUnavailable(error)) throw error;
        this.#options.log.error({ err: error, kind: change.kind }, 'the store refuses this change');
        this.#refused.add(change);
        this.#backlog.confirm([change]);
      }
    }
  }

  #addToBacklog(changes: readonly StoreChange[]): void {
    const hadLost = this.#backlog.lost > 0;
    this.#backlog.add(changes);
    if (hadLost || this.#backlog.lost === 0) return;
    this.#options.log.error(
      { unrecorded: this.#backlog.size },
      'the store has been away for so long that the oldest lines of timelines are given up',
    );
  }

  async #applied(changes: readonly StoreChange[]): Promise<void> {
    const result = await this.#options.store.apply(changes);
    this.#backlog.confirm(changes);
    const late = this.#set.number(result).filter(({ id }) => this.#set.roots.has(id));
    if (late.length > 0) this.#onNumbered(late);
    this.#changed();
  }

  #up(): void {
    if (this.#downSince === null) return;
    this.#options.log.info({ downSince: this.#downSince }, 'the store is back');
    this.#downSince = null;
    this.#changed();
  }

  #down(error: unknown): void {
    if (this.#downSince === null) {
      this.#options.log.error({ err: error }, 'the store does not take changes; memory carries on');
      this.#downSince = this.#options.clock.now();
      this.#changed();
    }
    if (this.#closed) return;
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      void this.#written();
    }, this.#options.retryMs);
  }

  async #withinHold(work: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const held = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.holdMs);
    });
    await Promise.race([work, held]);
    clearTimeout(timer);
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#options.log.error({ err: error }, 'what follows from a change failed');
      }
    }
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
