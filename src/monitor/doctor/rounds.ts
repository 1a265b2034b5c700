import type { DoctorReport } from '../../operations/doctor/report.js';
import type { Log } from '../ports.js';

export interface DoctorRoundsOptions {
  /** Examines a cluster now; null for one that nothing is known of yet, or that is not watched. */
  readonly examine: (cluster: string) => Promise<DoctorReport | null>;
  readonly log: Log;
}

/** Examines clusters when asked, each once at a time, and keeps what was found last. */
export class DoctorRounds {
  readonly #options: DoctorRoundsOptions;
  readonly #running = new Map<string, Promise<DoctorReport | null>>();
  readonly #kept = new Map<string, DoctorReport>();

  constructor(options: DoctorRoundsOptions) {
    this.#options = options;
  }

  /** Whoever asks while it is examined gets the same answer. Never rejects; null if it failed. */
  async examine(cluster: string): Promise<DoctorReport | null> {
    const running = this.#running.get(cluster);
    if (running !== undefined) return running;
    const started = this.#examine(cluster);
    this.#running.set(cluster, started);
    return started;
  }

  /** What was found last; null if it was never examined. */
  last(cluster: string): DoctorReport | null {
    return this.#kept.get(cluster) ?? null;
  }

  async #examine(cluster: string): Promise<DoctorReport | null> {
    try {
      const report = await this.#options.examine(cluster);
      if (report !== null) this.#kept.set(cluster, report);
      return report;
    } catch (error) {
      this.#options.log.error({ err: error, cluster }, 'a cluster could not be examined');
      return null;
    } finally {
      this.#running.delete(cluster);
    }
  }
}
