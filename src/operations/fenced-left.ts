import { safeName } from '../wording/safe-text.js';
import type { LeftToDo, Operation } from './model.js';
import { latestRecord, undoPrefix } from './progress.js';
import { undoSteps } from './undo.js';

/**
 * What is left after a promotion that came to nothing: an old primary that was silent, and that its
 * fence has (or may have) ended. Nobody starts such a one on a guess, so that a person is told to.
 */
export function fencedLeft(operation: Operation): readonly LeftToDo[] {
  const step = operation.plan.steps.find(({ action }) => action.kind === 'fence');
  if (step?.action.kind !== 'fence') return [];
  const state = latestRecord(operation, step.id)?.state ?? 'failed';
  const isTakenBack = undoSteps(operation).some(({ id }) => id === `${undoPrefix}${step.id}`);
  if (state === 'failed' || isTakenBack) return [];
  const name = safeName(step.node);
  return [
    {
      node: step.node,
      words:
        state === 'done'
          ? `${name} is fenced, and nothing starts it again: start it, unless another primary serves.`
          : `${name} may be fenced: look at it, and start it if it is down, unless another primary serves.`,
      commands: step.action.startAgain ?? [],
    },
  ];
}
