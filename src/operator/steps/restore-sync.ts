import { safeName } from '../../wording/safe-text.js';
import type { StepRunner } from './context.js';
import { failure } from './results.js';

/** What the cluster had promised before, in terms of the new primary. */
export const restoreSync: StepRunner<'restore-sync'> = async (step, action, context) => {
  const deed = await context
    .ways(step.node)
    .actor.setSettings({ synchronous_standby_names: action.names });
  if (deed.kind !== 'done') return failure(deed, 'synchronous_standby_names could not be set');
  const value = action.names === '' ? 'empty' : `\`${safeName(action.names, 200)}\``;
  return { kind: 'done', words: `synchronous_standby_names on ${safeName(step.node)} is ${value}` };
};
