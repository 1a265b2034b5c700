import type { Clock } from '../../clock.js';
import type { IncidentKeeper } from '../incident-keeper.js';
import type { Log } from '../ports.js';

export interface AttentionOptions {
  readonly keepers: readonly IncidentKeeper[];
  readonly clock: Clock;
  readonly log: Log;
}

/** How exactly silences end and calls come, ms. */
const everyMs = 1000;

/** Sees to what only the passing of time brings: polls may be far apart, or hang. */
export class Attention {
  readonly #options: AttentionOptions;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: AttentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#look();
    }, everyMs);
  }

  /** Resolves when what was seen to is on record. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  #look(): void {
    const { keepers, clock, log } = this.#options;
    const now = clock.now();
    try {
      const looks = keepers.map((keeper) => keeper.look(now));
      this.#looking = Promise.all([this.#looking, ...looks]);
    } catch (error) {
      log.error({ err: error }, 'what the time has come for could not be done');
    }
  }
}
