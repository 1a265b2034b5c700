import { safeName } from '../../wording/safe-text.js';
import { deedContext, type StepRunner } from './context.js';
import { failure } from './results.js';
import { cleanControl } from './control.js';

/**
 * Makes sure that the old primary takes no write: by the command that the configuration has for it,
 * whose success is its word, or by stopping it and reading that it has stopped.
 */
export const fence: StepRunner<'fence'> = async (step, _action, context) => {
  const { hands } = context.ways(step.node);
  const deeds = deedContext(context, context.rules.timeouts.stopMs);
  const node = safeName(step.node);
  if (hands.can('fence')) {
    const deed = await hands.fence(deeds);
    if (deed.kind !== 'done') return failure(deed, `${node} could not be fenced`);
    return { kind: 'done', words: `${node} is fenced: its command says so` };
  }
  const stopped = await hands.stop(deeds);
  const control = await cleanControl(step.node, context);
  if (control.kind === 'clean') {
    context.learned.oldPrimaryEnd = control.data.checkpointLsn;
    return { kind: 'done', words: `${node} has ended cleanly: its control file says "shut down"` };
  }
  const why = stopped.kind === 'done' ? control.words : stopped.detail;
  return { kind: 'unknown', words: `Whether ${node} takes writes is not known: ${why}` };
};
