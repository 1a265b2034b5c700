import type { PlannedStep } from './plan-model.js';

/**
 * Steps of the next group that go on record together with this one: those that only look. In an outage
 * nobody waits for the store once more before they begin.
 */
export function goingAlong(next: readonly PlannedStep[]): readonly PlannedStep[] {
  return next.every(({ action }) => action.kind === 'verify-received') ? next : [];
}

/**
 * Steps of the next group that go on record while this one is carried out, where the old primary is
 * known to have ended: the promotion, while the proof is looked for that nothing would be lost by it.
 * It begins when the proof is there, and is put down as not done if it never is.
 */
export function goingAhead(
  group: readonly PlannedStep[],
  next: readonly PlannedStep[],
): readonly PlannedStep[] {
  const isProof = group.every(({ action }) => action.kind === 'verify-received');
  return isProof ? next.filter(({ noReturn }) => noReturn) : [];
}
