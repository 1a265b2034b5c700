import type { Look, NodeActor } from '../../../operations/node-actor.js';
import type { DeedContext } from '../../ports.js';

/** Between two looks at a node that answers: its end is noticed at once all the same, ms. */
const calmMs = 250;
/** Between two looks at a node that gives no position, ms. */
const busyMs = 20;
/** How long one look may take, ms. */
const lookMs = 1_000;

/** What a look means to whoever waits. */
export type Verdict =
  | { readonly kind: 'so' }
  | { readonly kind: 'not-yet' }
  /** It will not become so, in words. */
  | { readonly kind: 'never'; readonly detail: string };

export type Watched =
  | Exclude<Verdict, { readonly kind: 'not-yet' }>
  /** `last`: the newest look. */
  | { readonly kind: 'late' | 'given-up'; readonly last: Look };

/**
 * Looks at a node until it is as somebody was asked to make it, the time is up, or nobody waits any
 * more. A session that ends is a reason to look at once.
 *
 * @param withinMs how long a person may take
 */
export async function watchFor(
  actor: Pick<NodeActor, 'look' | 'onLost'>,
  { signal }: Pick<DeedContext, 'signal'>,
  withinMs: number,
  judge: (look: Look) => Verdict,
): Promise<Watched> {
  const deadline = performance.now() + withinMs;
  let wake: () => void = () => undefined;
  const awaken = (): void => {
    wake();
  };
  const forget = actor.onLost(awaken);
  signal.addEventListener('abort', awaken);
  try {
    for (;;) {
      const last = await actor.look(lookMs);
      const verdict = judge(last);
      if (verdict.kind !== 'not-yet') return verdict;
      if (signal.aborted) return { kind: 'given-up', last };
      if (performance.now() >= deadline) return { kind: 'late', last };
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, last.kind === 'position' ? calmMs : busyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    signal.removeEventListener('abort', awaken);
    forget();
  }
}
