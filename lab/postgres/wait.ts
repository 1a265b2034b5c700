import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** How long at most. Default 20 s. */
  readonly timeoutMs?: number;
  /** How often to look. Default 20 ms. */
  readonly everyMs?: number;
  /** Added to the message when time is up. */
  readonly detail?: () => string | Promise<string>;
}

/**
 * Looks again and again until `look` returns something other than undefined and false, and returns
 * that. A look that throws counts as "not yet"; its error becomes the cause when time is up.
 */
export async function waitUntil<T>(
  what: string,
  look: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + (options.timeoutMs ?? 20_000);
  let cause: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) {
        return found as Exclude<T, undefined | false>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) {
      const detail = options.detail === undefined ? '' : `: ${await options.detail()}`;
      throw new Error(`waited in vain until ${what}${detail}`, { cause });
    }
    await sleep(options.everyMs ?? 20);
  }
}
