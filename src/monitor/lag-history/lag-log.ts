import type { Clock } from '../../clock.js';
import { coarser } from '../../replication/lag-history/buckets.js';
import {
  startOf,
  steps,
  type LagBucket,
  type LagHistory,
  type LagRetention,
} from '../../replication/lag-history/model.js';
import { historySpan, storedParts } from '../../replication/lag-history/range.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Topology } from '../../replication/topology/model.js';
import type { Log } from '../ports.js';
import { RecentLag } from './recent.js';

/** What the history of lag asks of the store. Each rejects if the store does not answer. */
export interface LagStore {
  /** Saying a bucket twice changes nothing. */
  readonly write: (buckets: readonly LagBucket[]) => Promise<void>;
  /** Stored buckets of one length that begin in the span, laid into those of another, oldest first. */
  readonly read: (question: LagQuestion) => Promise<readonly LagBucket[]>;
}

export interface LagQuestion {
  readonly cluster: string;
  readonly storedStepMs: number;
  readonly stepMs: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface LagLogOptions {
  readonly store: LagStore;
  readonly retention: LagRetention;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often what was seen is written down, ms: what a kill costs at most. */
const writeEveryMs = steps.fine;
/** Buckets that one write takes along: after an outage of the store it catches up in pieces. */
const mostAtOnce = 5_000;

/**
 * The history of lag: in memory at once, in the store every ten seconds, all clusters in one write.
 * While the store is away, some hours are kept and written later.
 */
export class LagLog {
  readonly #options: LagLogOptions;
  readonly #recent = new RecentLag();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(options: LagLogOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const { clock } = this.#options;
      this.#recent.forget(clock.now());
      this.#writing = this.#write(startOf(clock.now(), steps.fine));
    }, writeEveryMs);
  }

  /** Takes in what one evaluation of a cluster saw; costs nothing that is waited for. */
  take(topology: Topology): void {
    this.#recent.take(topology);
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#writing;
    await this.#write(Number.POSITIVE_INFINITY);
  }

  /**
   * The history of a cluster over a span, in spans of which a picture has room for all. `everyMs` is
   * how often the cluster is looked at: no span is shorter. `complete` is false where the store did
   * not answer, so that only what memory holds is told. Never rejects.
   */
  async between(
    cluster: string,
    from: EpochMs,
    to: EpochMs,
    everyMs = 0,
  ): Promise<LagHistory & { readonly complete: boolean }> {
    const { clock, retention, log } = this.#options;
    const { from: begin, stepMs } = historySpan(from, to, everyMs);
    const inMemory = this.#recent.between(cluster, begin, to);
    const memoryFrom = startOf(inMemory[0]?.at ?? to, steps.fine);
    let stored: readonly LagBucket[] = [];
    let complete = true;
    try {
      const parts = storedParts(begin, to, clock.now(), retention);
      const read = parts.map((part) =>
        this.#options.store.read({ ...part, cluster, storedStepMs: part.stepMs, stepMs }),
      );
      stored = (await Promise.all(read)).flat();
    } catch (error) {
      log.warn({ err: error, cluster }, 'the history of lag could not be read');
      complete = begin >= memoryFrom;
    }
    return {
      from: begin,
      to,
      stepMs,
      // What both have is the same, and counts once.
      buckets: coarser([...stored, ...inMemory], stepMs),
      complete,
    };
  }

  async #write(before: EpochMs): Promise<void> {
    await this.#writing;
    for (;;) {
      const due = this.#recent.unwritten(before, mostAtOnce);
      if (due.length === 0) return;
      try {
        await this.#options.store.write(due);
      } catch (error) {
        if (!this.#failing) {
          this.#options.log.warn({ err: error }, 'the history of lag waits for the store');
        }
        this.#failing = true;
        return;
      }
      this.#failing = false;
      this.#recent.written(due);
    }
  }
}
