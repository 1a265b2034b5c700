import { safeName } from '../wording/safe-text.js';
import { fencedLeft } from './fenced-left.js';
import type { Interruption, LeftToDo, Operation } from './model.js';
import { latestRecord } from './progress.js';
import { leftLocked } from './steps/lock-out.js';
import { undoSteps } from './undo.js';

/**
 * What is left to a person who closes an interrupted operation where it stands: behind the promotion the
 * rest of the plan, before it what would have put the old primary back in service, and where nobody knows
 * which it is, to find that out.
 */
export function closedLeft(
  operation: Operation,
  pastNoReturn: Interruption['pastNoReturn'],
): readonly LeftToDo[] {
  const { plan } = operation;
  const turn = plan.steps.find(({ noReturn }) => noReturn)?.group ?? 0;
  const open = plan.steps.filter(
    ({ id, group, noReturn, action }) =>
      group >= turn &&
      !noReturn &&
      action.kind !== 'verify' &&
      latestRecord(operation, id)?.state !== 'done',
  );
  if (pastNoReturn === true) {
    const rest = open.map(({ node, words, exact }) => stillTo(node, words, exact));
    return [...rest, ...plan.leftToDo];
  }
  if (pastNoReturn === 'unknown') {
    const target = safeName(plan.target);
    return [
      {
        node: plan.target,
        words: `Find out whether ${target} is a primary before anything else is started: it was asked to become one.`,
        commands: ['SELECT pg_is_in_recovery();'],
      },
      ...leftLocked(operation, pastNoReturn),
    ];
  }
  const back = undoSteps(operation).flatMap(({ action, node, words, exact, byHand }) =>
    action.kind === 'let-in' ? [] : [stillTo(node, words, byHand ?? exact)],
  );
  return [...leftLocked(operation, pastNoReturn), ...fencedLeft(operation), ...back];
}

function stillTo(node: string, words: string, commands: readonly string[]): LeftToDo {
  return { node, words: `Still to be done, unless somebody has: ${words}.`, commands };
}
