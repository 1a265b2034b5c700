import { listNames, safeName } from '../../wording/safe-text.js';
import type { StepRunner } from './context.js';
import { failure } from './results.js';

/** Before any downtime: what the target has to have when it becomes the primary. */
export const prepareTarget: StepRunner<'prepare-target'> = async (step, action, context) => {
  const { actor } = context.ways(step.node);
  const done: string[] = [];
  if (action.names !== null) {
    const set = await actor.setSettings({ synchronous_standby_names: action.names });
    if (set.kind !== 'done') return failure(set, 'synchronous_standby_names could not be set');
    done.push(`synchronous_standby_names is ${quoted(action.names)} there now`);
  }
  if (action.slots.length > 0) {
    const made = await actor.createSlots(action.slots);
    if (made.kind !== 'done') return failure(made, 'its slots could not be created');
    context.learned.createdSlots.set(step.node, made.value.created);
    done.push(
      `it has ${made.value.created.length === 0 ? 'had' : 'got'} the slots ${listNames(action.slots)}`,
    );
  }
  return {
    kind: 'done',
    words:
      done.length === 0 ? 'nothing was needed' : `On ${safeName(step.node)}: ${done.join('; ')}`,
  };
};

function quoted(names: string): string {
  return names === '' ? 'empty' : `\`${safeName(names, 200)}\``;
}
