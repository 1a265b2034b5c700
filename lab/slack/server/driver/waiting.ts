import type { Changes } from '../changes.js';

/** Nothing of the kind came to pass in time. */
export class WaitedInVain extends Error {
  readonly code = 'WAITED_IN_VAIN';
}

/** Waits until `look` finds something, looking at once and after each change. */
export function waitFor<T>(
  changes: Changes,
  look: () => T | null | undefined,
  options: { readonly what: string; readonly timeoutMs: number },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (): boolean => {
      const found = look();
      if (found === null || found === undefined) return false;
      resolve(found);
      return true;
    };
    if (settle()) return;
    const stop = changes.subscribe(() => {
      if (!settle()) return;
      stop();
      clearTimeout(timer);
    });
    const timer = setTimeout(() => {
      stop();
      reject(new WaitedInVain(`Waited ${options.timeoutMs} ms in vain for ${options.what}.`));
    }, options.timeoutMs);
  });
}
