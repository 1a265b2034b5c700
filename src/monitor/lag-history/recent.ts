import { bucketOf, merged } from '../../replication/lag-history/buckets.js';
import { startOf, steps, type LagBucket } from '../../replication/lag-history/model.js';
import { lagSamples } from '../../replication/lag-history/samples.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Topology } from '../../replication/topology/model.js';

/** For how long what the store has is kept in memory, too: for a look at what has just happened, ms. */
const recentMs = 15 * 60_000;

/** For how long what the store has not taken waits for it, ms. */
const waitingMs = 6 * 3_600_000;

/** How many buckets wait at most, over all clusters: some 200 bytes each. */
const mostWaiting = 200_000;

/**
 * The lag of the last minutes in memory, in the finest buckets, and whatever the store has not taken
 * yet. At most 90 buckets a standby while the store takes them, some 20 kB.
 */
export class RecentLag {
  readonly #byNode = new Map<string, LagBucket[]>();
  readonly #unwritten = new Map<string, LagBucket>();

  /** Takes in what one evaluation of a cluster saw. */
  take(topology: Topology): void {
    const { cluster, at } = topology;
    for (const sample of lagSamples(topology)) {
      this.#add(bucketOf(cluster, sample, at, steps.fine));
    }
  }

  /** Buckets of a cluster that begin in the span, oldest first. */
  between(cluster: string, from: EpochMs, to: EpochMs): readonly LagBucket[] {
    return [...this.#byNode.values()]
      .filter(([first]) => first?.cluster === cluster)
      .flatMap((buckets) => buckets.filter(({ at }) => at >= from && at < to))
      .toSorted((a, b) => a.at - b.at);
  }

  /** What is still to be written and began before `before`, oldest first, at most so many. */
  unwritten(before: EpochMs, most: number): readonly LagBucket[] {
    const due: LagBucket[] = [];
    for (const bucket of this.#unwritten.values()) {
      if (bucket.at < before) due.push(bucket);
      if (due.length === most) break;
    }
    return due;
  }

  /** The store has these now; what was added to them meanwhile is still to be written. */
  written(buckets: readonly LagBucket[]): void {
    for (const bucket of buckets) {
      const key = keyOf(bucket);
      if (this.#unwritten.get(key) === bucket) this.#unwritten.delete(key);
    }
  }

  /** Forgets what the store has and is not recent, and what has waited too long for the store. */
  forget(now: EpochMs): void {
    const recent = startOf(now - recentMs, steps.fine);
    this.#giveUp(startOf(now - waitingMs, steps.fine));
    for (const [node, buckets] of this.#byNode) {
      const kept = buckets.findIndex(
        (bucket) => bucket.at >= recent || this.#unwritten.has(keyOf(bucket)),
      );
      if (kept < 0) this.#byNode.delete(node);
      else if (kept > 0) buckets.splice(0, kept);
    }
  }

  /** They stand in the order in which they came. */
  #giveUp(before: EpochMs): void {
    let over = this.#unwritten.size - mostWaiting;
    for (const [key, { at }] of this.#unwritten) {
      if (at >= before && over <= 0) return;
      this.#unwritten.delete(key);
      over -= 1;
    }
  }

  #add(bucket: LagBucket): void {
    const node = nodeOf(bucket);
    const buckets = this.#byNode.get(node) ?? [];
    const last = buckets.at(-1);
    // A clock that was put back would otherwise leave the same span twice.
    if (last !== undefined && bucket.at < last.at) return;
    const next = last?.at === bucket.at ? merged(last, bucket) : bucket;
    if (last?.at === bucket.at) buckets[buckets.length - 1] = next;
    else buckets.push(next);
    this.#byNode.set(node, buckets);
    this.#unwritten.set(keyOf(next), next);
  }
}

function nodeOf({ cluster, node }: LagBucket): string {
  return `${cluster}\n${node}`;
}

function keyOf(bucket: LagBucket): string {
  return `${bucket.at} ${nodeOf(bucket)}`;
}
