import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { EpochMs } from '../../replication/observation.js';
import { slotKey } from '../../wording/digest/facts.js';

/** How often it is noted what slots keep back, and for how long that is kept, ms. */
const everyMs = 10 * 60_000;
const keptMs = 26 * 3_600_000;

interface Noted {
  readonly at: EpochMs;
  /** By cluster, then by node and slot, bytes. */
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** What slots kept back in the last day; it begins anew with each process. */
export class SlotGrowth {
  #noted: readonly Noted[] = [];

  note(clusters: readonly ClusterSnapshot[], now: EpochMs): void {
    const last = this.#noted.at(-1);
    if (last !== undefined && now - last.at < everyMs) return;
    const slots = new Map(clusters.map((snapshot) => [snapshot.cluster, retained(snapshot)]));
    this.#noted = [...this.#noted.filter(({ at }) => now - at < keptMs), { at: now, slots }];
  }

  /** What a cluster's slots kept back at a moment, or at the first moment that is known after it. */
  at(cluster: string, from: EpochMs): ReadonlyMap<string, number> {
    const noted = this.#noted.find(({ at }) => at >= from);
    return noted?.slots.get(cluster) ?? new Map();
  }
}

function retained({ topology }: ClusterSnapshot): ReadonlyMap<string, number> {
  return new Map(
    (topology?.nodes ?? []).flatMap((node) =>
      node.slots.flatMap(({ name, retainedBytes }) =>
        retainedBytes === null ? [] : [[slotKey(node.name, name), retainedBytes] as const],
      ),
    ),
  );
}
