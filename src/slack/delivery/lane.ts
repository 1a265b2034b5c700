import type { EpochMs } from '../../replication/observation.js';

/** Messages that may follow each other at once before the pace of Slack's limit sets in. */
const burst = 4;

/** Slack allows about one message a second and channel. */
const everyMs = 1_000;

/** One channel's pace and its troubles. */
export class Lane {
  /** True while a call for this channel is in flight: one at a time keeps them in order. */
  busy = false;
  /** Attempts that failed in a row. */
  failures = 0;
  /** Since when the channel refuses messages, and with which words; null while it takes them. */
  refusal: { readonly since: EpochMs; readonly until: EpochMs; readonly error: string } | null =
    null;
  #blockedUntil: EpochMs = 0;
  #tokens = burst;
  #countedAt: EpochMs = 0;

  /** From when on the next call may go out. */
  readyAt(now: EpochMs): EpochMs {
    this.#refill(now);
    const paced = this.#tokens >= 1 ? now : now + (1 - this.#tokens) * everyMs;
    return Math.max(paced, this.#blockedUntil);
  }

  /** Counts a call that goes out. */
  take(now: EpochMs): void {
    this.#refill(now);
    this.#tokens -= 1;
  }

  block(until: EpochMs): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, until);
  }

  #refill(now: EpochMs): void {
    const passed = Math.max(0, now - this.#countedAt);
    this.#tokens = Math.min(burst, this.#tokens + passed / everyMs);
    this.#countedAt = now;
  }
}
