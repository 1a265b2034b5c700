import type { Clock } from './clock.js';
import type { AppConfig } from './config/model.js';
import type { Journal } from './monitor/journal/journal.js';
import type { Log } from './monitor/ports.js';
import { startSchedule, type Schedule } from './monitor/schedule.js';
import type { Store } from './store/index.js';

export interface HousekeepingOptions {
  readonly store: Store;
  readonly journal: Journal;
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long messages that were sent are kept in the store, ms. */
const keepSentMs = 7 * 86_400_000;

/**
 * For how long what is over stays at hand, ms: an incident may come back, and the wait before people
 * are called begins anew with the end of a silence.
 */
export function rememberedMs({ clusters }: AppConfig): number {
  return Math.max(
    0,
    ...clusters.flatMap(({ flapWindowMs, escalation }) => [flapWindowMs, escalation?.afterMs ?? 0]),
  );
}

/** What is done now and then: forgetting what is over, and looking where the store lives. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #schedules: Schedule[] = [];

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  start(): void {
    const { log } = this.#options;
    const every = (name: string, expression: string, run: () => void): void => {
      this.#schedules.push(startSchedule({ name, expression, run, log }));
    };
    every('forgetting', '30 * * * * *', () => {
      this.#forget();
    });
    every('pruning', '0 17 * * * *', () => void this.#prune());
    every('tidying the history of lag', '40 */10 * * * *', () => void this.#tidyLag());
  }

  stop(): void {
    for (const schedule of this.#schedules) schedule.stop();
  }

  #forget(): void {
    const { journal, clock, config } = this.#options;
    journal.forget(clock.now() - rememberedMs(config));
  }

  /** Lays the history of lag into longer spans, and forgets what is older than it is kept for. */
  async #tidyLag(): Promise<void> {
    const { store, clock, config, log } = this.#options;
    if (store.status() === 'down') return;
    try {
      const removed = await store.lag.tidy(clock.now(), config.lagHistory);
      if (removed > 0) log.debug({ removed }, 'forgot old lag');
    } catch (error) {
      log.warn({ err: error }, 'the history of lag could not be tidied; it is tried again soon');
    }
  }

  async #prune(): Promise<void> {
    const { store, clock, log } = this.#options;
    if (store.status() === 'down') return;
    try {
      const removed = await store.prune(clock.now() - keepSentMs);
      if (removed > 0) log.info({ removed }, 'forgot old messages');
    } catch (error) {
      log.warn({ err: error }, 'old messages could not be removed; the next hour tries again');
    }
  }
}
