/** Where the time comes from: the system's clocks in production, a hand-turned one in tests. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

export const systemClock: Clock = { now: () => Date.now() };
