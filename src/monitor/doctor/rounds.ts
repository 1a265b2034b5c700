import { baselineOf, type Baseline } from '../../operations/doctor/compare.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import type { SetUpDay } from '../../wording/digest/set-up.js';
import type { Log } from '../ports.js';

export interface DoctorRoundsOptions {
  /** Examines a cluster now; null for one that nothing is known of yet, or that is not watched. */
  readonly examine: (cluster: string) => Promise<DoctorReport | null>;
  readonly records: ExaminationRecords;
  readonly log: Log;
}

/** Where the examination of a day is kept for the next one; rejects while the store is away. */
export interface ExaminationRecords {
  readonly read: (cluster: string) => Promise<Baseline | null>;
  readonly write: (cluster: string, baseline: Baseline) => Promise<void>;
}

/** How many clusters are examined at the same time: each opens two sessions at every node. */
const mostAtOnce = 4;

/** Examines clusters when asked, each once at a time, and keeps what was found last. */
export class DoctorRounds {
  readonly #options: DoctorRoundsOptions;
  readonly #running = new Map<string, Promise<DoctorReport | null>>();
  readonly #kept = new Map<string, DoctorReport>();
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;

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

  /**
   * Examines a cluster for its digest: with what the last such examination found, in whose place this
   * one is kept if it saw every node. Never rejects; null if it failed.
   */
  async daily(cluster: string): Promise<SetUpDay | null> {
    return this.#compared(cluster, async (report) => {
      const baseline = baselineOf(report);
      if (baseline !== null) await this.#options.records.write(cluster, baseline);
    });
  }

  /** As {@link daily}, for whoever asks in between: what it finds is kept in nothing's place. */
  async sinceDaily(cluster: string): Promise<SetUpDay | null> {
    return this.#compared(cluster, () => Promise.resolve());
  }

  async #compared(
    cluster: string,
    keep: (report: DoctorReport) => Promise<void>,
  ): Promise<SetUpDay | null> {
    const { records, log } = this.#options;
    const report = await this.examine(cluster);
    if (report === null) return null;
    try {
      const before = await records.read(cluster);
      await keep(report);
      return { report, before };
    } catch (error) {
      log.warn({ err: error, cluster }, 'the last examination could not be read or kept');
      return { report, before: null };
    }
  }

  async #examine(cluster: string): Promise<DoctorReport | null> {
    if (this.#atWork < mostAtOnce) this.#atWork += 1;
    else await this.#turn();
    try {
      const report = await this.#options.examine(cluster);
      if (report !== null) this.#kept.set(cluster, report);
      return report;
    } catch (error) {
      this.#options.log.error({ err: error, cluster }, 'a cluster could not be examined');
      return null;
    } finally {
      this.#running.delete(cluster);
      const next = this.#waiting.shift();
      if (next === undefined) this.#atWork -= 1;
      else next();
    }
  }

  /** Resolves when somebody who ends hands his place on. */
  async #turn(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
