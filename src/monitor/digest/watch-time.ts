import type { ClusterSnapshot } from '../../incidents/fleet.js';
import { keptWatchedMs, type WatchedSpan } from '../../incidents/record.js';
import type { EpochMs } from '../../replication/observation.js';
import { totalOf } from '../../wording/postmortem/spans.js';

/** A time between two looks from which on it counts as not watched, ms. */
const blindMs = 20_000;

interface Watching {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * When each cluster was looked at in the last day. It begins anew with each process: what was before is
 * on record.
 */
export class WatchTime {
  readonly #spans = new Map<string, readonly Watching[]>();

  /** To be told more often than a cluster may go without a look. */
  note(snapshots: readonly ClusterSnapshot[]): void {
    for (const { cluster, topology, pollEveryMs } of snapshots) {
      if (topology === null) continue;
      const { at } = topology;
      const spans = this.#spans.get(cluster) ?? [];
      const last = spans.at(-1);
      const goesOn = last !== undefined && at - last.to < Math.max(blindMs, 3 * pollEveryMs);
      const before = goesOn ? spans.slice(0, -1) : spans;
      const span = { from: goesOn ? last.from : at, to: at };
      this.#spans.set(cluster, [...before.filter(({ to }) => at - to < keptWatchedMs), span]);
    }
  }

  /**
   * How much of a time a cluster was watched, ms. What several processes watched, or is on record and
   * known here, too, counts once.
   */
  within(
    cluster: string,
    from: EpochMs,
    to: EpochMs,
    recorded: readonly WatchedSpan[] = [],
  ): number {
    const earlier = recorded.map((span): Watching => ({ from: span.from, to: span.at }));
    return totalOf([...earlier, ...(this.#spans.get(cluster) ?? [])], from, to);
  }
}
