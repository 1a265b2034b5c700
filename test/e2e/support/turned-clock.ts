import { waitUntil } from '../../../lab/postgres/wait.js';
import { systemClock, type Clock } from '../../../src/clock.js';
import type { InProcess } from './in-process.js';

/** Far enough to get somewhere, near enough for pgrepl not to think itself asleep, ms. */
const stepMs = 15_000;

/** The system's clock, turned forward. */
export class TurnedClock implements Clock {
  #aheadMs = 0;

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  /** Turns it to this moment at once, which lies ahead: while no pgrepl runs by it. */
  leapTo(at: number): void {
    this.#aheadMs = at - systemClock.now();
  }

  /** Turns it step by step, and lets pgrepl look at its cluster in between. */
  async turn(ms: number, pgrepl: InProcess): Promise<void> {
    for (let turned = 0; turned < ms; turned += stepMs) {
      this.#aheadMs += Math.min(stepMs, ms - turned);
      const now = this.now();
      await waitUntil('the cluster was looked at again', () => {
        const { topology } = pgrepl.cluster();
        return topology !== null && topology.at >= now;
      });
    }
  }
}
