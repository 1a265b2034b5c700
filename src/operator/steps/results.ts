import type { Deed } from '../ports.js';
import type { StepResult } from './context.js';

/** A deed that was not done, as the result of its step. */
export function failure(
  deed: Exclude<Deed<unknown>, { readonly kind: 'done' }>,
  what: string,
): StepResult {
  return { kind: deed.kind, words: `${what}: ${deed.detail}` };
}
