import type { LabClock } from '../clock.js';

/** Message timestamps as Slack makes them: seconds and microseconds, unique and growing. */
export class Timestamps {
  readonly #clock: LabClock;
  #lastMicros = 0;

  constructor(clock: LabClock) {
    this.#clock = clock;
  }

  next(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Math.round(this.#clock.now() * 1000));
    return formatTs(this.#lastMicros);
  }
}

function formatTs(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, '0')}`;
}

const FORM = /^\d{1,10}(\.\d{1,6})?$/;

export function isTs(value: string): boolean {
  return FORM.test(value);
}

/** Negative if the first timestamp is the earlier one. */
export function compareTs(one: string, other: string): number {
  return micros(one) - micros(other);
}

function micros(ts: string): number {
  const [seconds = '0', fraction = ''] = ts.split('.');
  return Number(seconds) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
