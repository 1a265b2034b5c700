import { safeName } from '../../wording/safe-text.js';
import { deedContext, type StepRunner } from './context.js';
import { restartNode } from './restart.js';
import { failure } from './results.js';
import { sourceOf } from './source.js';

/**
 * A standby receives from another node from now on: its source is set, and read again as its version
 * has it. That it streams is for the verification to see; this one must not wait for the promotion.
 */
export const repoint: StepRunner<'repoint'> = async (step, action, context) => {
  const { actor, hands } = context.ways(step.node);
  const name = safeName(step.node);
  const source = await sourceOf(step.node, action.upstream, action.slot, context);
  if (source.kind !== 'done') return failure(source, `The source of ${name} is not known`);
  const deeds = deedContext(context, context.rules.timeouts.followMs);
  if (action.how === 'recovery.conf') {
    const written = await hands.makeStandby(source.value, deeds);
    if (written.kind !== 'done')
      return failure(written, `recovery.conf of ${name} was not written`);
  } else {
    const set = await actor.setSettings({
      primary_conninfo: source.value.conninfo,
      primary_slot_name: action.slot,
    });
    if (set.kind !== 'done') return failure(set, `The source of ${name} was not set`);
  }
  if (action.how !== 'reload') {
    const restarted = await restartNode(context.ways(step.node), deeds, context);
    if (restarted.kind !== 'done') return failure(restarted, `${name} was not restarted`);
  }
  return { kind: 'done', words: `${name} is told to follow ${safeName(action.upstream)}` };
};
