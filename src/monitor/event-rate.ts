/** Events in a row that are acted on at once, and how often one more is after that, ms. */
const burst = 5;
const everyMs = 500;

/**
 * Lets events through at once, unless they come in a storm: a server that accepts and drops
 * connections without end must not be polled without end. In a storm the events are acted on
 * together, now and then, and none is left without.
 */
export class EventRate {
  readonly #act: () => void;
  #left = burst;
  #waiting = false;
  #refill: NodeJS.Timeout | null = null;

  constructor(act: () => void) {
    this.#act = act;
  }

  event(): void {
    if (this.#left === 0) {
      this.#waiting = true;
      return;
    }
    this.#left -= 1;
    this.#refill ??= setInterval(() => {
      this.#refillOne();
    }, everyMs);
    this.#act();
  }

  stop(): void {
    this.#left = 0;
    this.#waiting = false;
    if (this.#refill !== null) clearInterval(this.#refill);
  }

  #refillOne(): void {
    if (this.#waiting) {
      this.#waiting = false;
      this.#act();
      return;
    }
    this.#left += 1;
    if (this.#left < burst || this.#refill === null) return;
    clearInterval(this.#refill);
    this.#refill = null;
  }
}
