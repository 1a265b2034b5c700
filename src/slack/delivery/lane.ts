import type { EpochMs } from '../../replication/observation.js';

/** Messages that may follow each other at once before the pace of Slack's limit sets in. */
const burst = 4;

/** Slack allows about one message a second and channel. */
const everyMs = 1_000;

/** That a channel takes no messages. */
interface Refusal {
  readonly since: EpochMs;
  /** When it is tried again. */
  readonly until: EpochMs;
  /** Slack's own word, for example `not_in_channel`. */
  readonly error: string;
  /** True if no other channel took its message: it waits. */
  readonly waits: boolean;
}

/** One channel's pace and its troubles. */
export class Lane {
  /** True while a call for this channel is in flight: one at a time keeps them in order. */
  busy = false;
  /** Since when the channel refuses messages, and with which words; null while it takes them. */
  refusal: Refusal | null = null;
  #failures = 0;
  #backedOffUntil: EpochMs = 0;
  #blockedUntil: EpochMs = 0;
  #tokens = burst;
  #countedAt: EpochMs = 0;

  /** From when on the next call may go out; an urgent one goes before its turn, not before Slack's. */
  readyAt(now: EpochMs, urgent = false): EpochMs {
    this.#refill(now);
    const paced = urgent || this.#tokens >= 1 ? now : now + (1 - this.#tokens) * everyMs;
    return Math.max(paced, this.#blockedUntil, this.#backedOffUntil);
  }

  /** Counts a call that goes out. */
  take(now: EpochMs): void {
    this.#refill(now);
    this.#tokens -= 1;
  }

  /** Slack, or the channel itself, wants to be left alone until then. */
  block(until: EpochMs): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }

  /** Waits longer after each failure; `waitMs` is told how many there were in a row. */
  backOff(now: EpochMs, waitMs: (failures: number) => number): void {
    this.#failures += 1;
    this.#backedOffUntil = now + waitMs(this.#failures);
  }

  /** True while the last attempt failed in a way that is tried again. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Slack is there again: what was waited for on a guess need not be waited for. */
  forgive(): void {
    this.#failures = 0;
    this.#backedOffUntil = 0;
  }

  #refill(now: EpochMs): void {
    const passed = Math.max(0, now - this.#countedAt);
    this.#tokens = Math.min(burst, this.#tokens + passed / everyMs);
    this.#countedAt = now;
  }
}
