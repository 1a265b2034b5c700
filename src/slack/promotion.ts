import type { Incident } from '../incidents/model.js';

/** Findings that a promotion ends. */
const lostPrimary: ReadonlySet<string> = new Set(['no-primary', 'primary-unreachable']);

/** True if the promotion of a standby is a way out of this incident. */
export function offersPromotion({ state, findings }: Incident): boolean {
  return state === 'open' && findings.some(({ kind }) => lostPrimary.has(kind));
}
