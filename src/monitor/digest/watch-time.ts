import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { EpochMs } from '../../replication/observation.js';
import { totalOf } from '../../wording/postmortem/spans.js';

/** For how long it is kept, and a time between two looks from which on it counts as not watched, ms. */
const keptMs = 26 * 3_600_000;
const blindMs = 20_000;

interface Watching {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** When each cluster was looked at in the last day; it begins anew with each process. */
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
      this.#spans.set(cluster, [...before.filter(({ to }) => at - to < keptMs), span]);
    }
  }

  /** How much of a time a cluster was watched, ms. */
  within(cluster: string, from: EpochMs, to: EpochMs): number {
    return totalOf(this.#spans.get(cluster) ?? [], from, to);
  }
}
