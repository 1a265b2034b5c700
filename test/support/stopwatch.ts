/** A longer time between two ticks of a {@link stopwatch} is one in which this process stood, ms. */
const longestTickMs = 50;

/**
 * How long something takes, ms, without the time in which this process was not let run: nobody keeps
 * a deadline then. To be asked once.
 */
export function stopwatch(): () => number {
  let [ranMs, tickedAt] = [0, performance.now()];
  const tick = (): void => {
    const now = performance.now();
    ranMs += Math.min(now - tickedAt, longestTickMs);
    tickedAt = now;
  };
  const timer = setInterval(tick, longestTickMs / 5);
  return () => {
    clearInterval(timer);
    tick();
    return ranMs;
  };
}
