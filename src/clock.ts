/** Where the time comes from: the system's clocks in production, a hand-turned one in tests. */
export interface Clock {
  /** Milliseconds since the Unix epoch; never less than it said before. */
  readonly now: () => number;
}

/** How much of the time that passes counts while the system's clock is behind. */
const catchingUp = 0.9;

/**
 * A clock that follows the system's forward but never back: an answer must not seem older than the
 * one before it, nor a wait begin anew, because somebody set the clock. Once that was put back, this
 * one runs slower until both agree again.
 *
 * @param wall milliseconds since the Unix epoch, as the system has them
 * @param elapsed milliseconds since whenever; runs steadily
 */
export function steadyClock(wall: () => number, elapsed: () => number): Clock {
  let said = wall();
  let saidAt = elapsed();
  return {
    now: () => {
      const at = elapsed();
      const onward = said + Math.max(0, at - saidAt) * catchingUp;
      saidAt = at;
      said = Math.max(wall(), onward);
      return Math.floor(said);
    },
  };
}

export const systemClock: Clock = steadyClock(
  () => Date.now(),
  () => performance.now(),
);
