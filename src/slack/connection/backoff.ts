export interface BackoffBounds {
  readonly firstMs: number;
  readonly ceilingMs: number;
}

/**
 * How long to wait before attempt number `failures` + 1: doubled with each failure up to the
 * ceiling, then shortened by up to half by chance, so that many do not come back at one moment.
 *
 * @param failures how many attempts in a row have failed, from 1 on
 * @param random a number from 0 up to, but not including, 1
 */
export function backoffMs(failures: number, random: number, bounds: BackoffBounds): number {
  const doubled = bounds.firstMs * 2 ** Math.min(30, Math.max(0, failures - 1));
  return Math.round(Math.min(bounds.ceilingMs, doubled) * (1 - random / 2));
}
