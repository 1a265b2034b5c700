import { setTimeout as sleep } from 'node:timers/promises';

export async function pause(ms: number): Promise<void> {
  if (ms > 0) await sleep(ms);
}

/**
 * Waits for a moment within the poll's interval: cron runs on full seconds of the system's clock,
 * so an interval of 2 s begins on every even second.
 *
 * @param phase from 0 up to, but not including, 1
 */
export async function pauseUntilPhase(everyMs: number, phase: number): Promise<void> {
  const into = Date.now() % everyMs;
  const wanted = phase * everyMs;
  await pause(wanted >= into ? wanted - into : wanted - into + everyMs);
}
