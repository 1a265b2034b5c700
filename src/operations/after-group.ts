import type { PlannedStep } from './plan-model.js';

/** What is known of one step of a group once the group is over. */
export interface GroupResult {
  readonly step: PlannedStep;
  readonly kind: 'done' | 'failed' | 'unknown';
}

/**
 * How an operation goes on after the steps of a group:
 *
 * - `go-on`: with the next group; what failed is a warning, because the cluster has its primary;
 * - `undo`: nothing can't be undone yet, so the old primary is put back in service;
 * - `stand`: whether the point of no return was passed is not known: nothing more is done before a
 *   person has decided, because two primaries are worse than none.
 */
export type NextMove = 'go-on' | 'undo' | 'stand';

/** @param pastNoReturn true if a group before this one held the step with no way back */
export function nextMove(results: readonly GroupResult[], pastNoReturn: boolean): NextMove {
  if (pastNoReturn) return 'go-on';
  const turning = results.find(({ step }) => step.noReturn);
  if (turning !== undefined) {
    if (turning.kind === 'done') return 'go-on';
    return turning.kind === 'failed' ? 'undo' : 'stand';
  }
  return results.every(({ kind, step }) => kind === 'done' || mayFail(step)) ? 'go-on' : 'undo';
}

/** Whoever forced the promotion knew that it had failed before. */
function mayFail({ action }: PlannedStep): boolean {
  return action.kind === 'fence' && action.mayFail === true;
}

/** The steps in the order of their groups. */
export function groupsOf(steps: readonly PlannedStep[]): readonly (readonly PlannedStep[])[] {
  const numbers = [...new Set(steps.map(({ group }) => group))].toSorted((a, b) => a - b);
  return numbers.map((number) => steps.filter(({ group }) => group === number));
}
