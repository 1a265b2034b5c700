import type { LabCluster } from '../postgres/cluster.js';
import { startLoad, type Load } from '../postgres/load.js';

/** How many sessions share the load: so many wait when commits hang. */
const sessions = 4;
/** Over how long the rate is measured, ms. */
const windowMs = 3_000;

interface Sample {
  readonly atMs: number;
  readonly rows: number;
}

/** The demo's write load, which people turn off and on. */
export class Writes {
  readonly #cluster: LabCluster;
  readonly #rowsPerSecond: number;
  #load: Load | undefined;
  #samples: Sample[] = [];

  constructor(cluster: LabCluster, rowsPerSecond: number) {
    this.#cluster = cluster;
    this.#rowsPerSecond = rowsPerSecond;
  }

  get running(): boolean {
    return this.#load !== undefined;
  }

  async on(): Promise<void> {
    if (this.#load !== undefined) return;
    this.#load = await startLoad(this.#cluster, { rowsPerSecond: this.#rowsPerSecond, sessions });
    this.#samples = [];
  }

  async off(): Promise<void> {
    await this.#load?.stop();
    this.#load = undefined;
  }

  /** Rows per second that were acknowledged lately: 0 while commits hang. */
  rate(nowMs: number): number {
    if (this.#load === undefined) return 0;
    this.#samples.push({ atMs: nowMs, rows: this.#load.acknowledged });
    // The newest sample that is old enough is the beginning of the window.
    const since = this.#samples.findLastIndex(({ atMs }) => atMs <= nowMs - windowMs);
    if (since > 0) this.#samples.splice(0, since);
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs === first.atMs) {
      return this.#rowsPerSecond;
    }
    return Math.round(((last.rows - first.rows) * 1000) / (last.atMs - first.atMs));
  }
}
