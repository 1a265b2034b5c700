/**
 * A timer that lets what has already arrived be read first. When the process was busy, or asleep,
 * for longer than a deadline, the event loop runs the expired timers before it looks at the
 * sockets, and every node would seem to have missed its deadline.
 */
export function afterReading(delayMs: number, act: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(act), delayMs);
}
