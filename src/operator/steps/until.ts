import { setTimeout as pause } from 'node:timers/promises';
import type { StepContext } from './context.js';

export type Waited<T> =
  | { readonly kind: 'got'; readonly value: T }
  /** What was last seen, in words. */
  | { readonly kind: 'late'; readonly last: string }
  | { readonly kind: 'given-up'; readonly last: string };

/**
 * Looks again and again until a look brings what is waited for, the time is up or nobody waits any
 * more. Between two looks it pauses only as long as it must: a look is a round trip already.
 *
 * @param look brings the value, or says in words what there was instead
 */
export async function until<T>(
  context: Pick<StepContext, 'clock' | 'signal'>,
  timing: { readonly withinMs: number; readonly everyMs: number },
  look: () => Promise<{ readonly value: T } | { readonly seen: string }>,
): Promise<Waited<T>> {
  const deadline = context.clock.now() + timing.withinMs;
  for (;;) {
    const seen = await look();
    if ('value' in seen) return { kind: 'got', value: seen.value };
    if (context.signal.aborted) return { kind: 'given-up', last: seen.seen };
    if (context.clock.now() >= deadline) return { kind: 'late', last: seen.seen };
    await pause(timing.everyMs);
  }
}
