/** The local Slack's clock: what expires, expires by it, and so do its time-outs. */
export interface LabClock {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Runs something once after so many milliseconds; the returned function calls it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const systemClock: LabClock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    let last: NodeJS.Immediate | undefined;
    // What has arrived by then is read first, in time though this process was held up.
    const timer = setTimeout(() => {
      last = setImmediate(run);
    }, delayMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
      clearImmediate(last);
    };
  },
};

interface Appointment {
  readonly dueMs: number;
  readonly run: () => void;
}

/** A clock that stands still until a test turns it. */
export class ManualClock implements LabClock {
  #nowMs: number;
  #appointments: Appointment[] = [];

  /** Starts at the present, since Bolt refuses signatures that are older than five minutes. */
  constructor(startMs: number = Date.now()) {
    this.#nowMs = startMs;
  }

  readonly now = (): number => this.#nowMs;

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const appointment = { dueMs: this.#nowMs + delayMs, run };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  };

  /** Turns the clock on, and runs what falls due on the way, in its order. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#appointments
        .filter(({ dueMs }) => dueMs <= endMs)
        .sort((one, other) => one.dueMs - other.dueMs);
      if (next === undefined) break;
      this.#appointments = this.#appointments.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.run();
    }
    this.#nowMs = endMs;
  }
}
