import type { Clock } from '../clock.js';
import type { EpochMs } from '../replication/observation.js';

/** For how long a refusal is believed, ms: workspaces get new things by and by. */
const believedMs = 6 * 3_600_000;

/** Whether the workspace takes Slack's own charts, as far as that was found out. */
export class NativeCharts {
  readonly #clock: Clock;
  #refusedAt: EpochMs | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get mayBeTaken(): boolean {
    return this.#refusedAt === null || this.#clock.now() - this.#refusedAt >= believedMs;
  }

  refused(): void {
    this.#refusedAt = this.#clock.now();
  }
}
