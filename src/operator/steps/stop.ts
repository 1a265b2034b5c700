import { safeName } from '../../wording/safe-text.js';
import { deedContext, type StepRunner } from './context.js';
import { failure } from './results.js';

/** From here on nobody can write. That it ended cleanly is for the next step to find out. */
export const stop: StepRunner<'stop'> = async (step, _action, context) => {
  const { actor, hands } = context.ways(step.node);
  const look = await actor.look(1000);
  if (look.kind === 'position') {
    context.learned.lastSeenLsn = look.position.writeLsn;
    context.learned.startedAt = look.position.startedAt;
  }
  context.learned.saidAtStop = null;
  context.learned.stopAskedAt ??= context.clock.now();
  const deed = await hands.stop(deedContext(context, context.rules.timeouts.stopMs));
  if (deed.kind !== 'done') return failure(deed, `${safeName(step.node)} was not stopped`);
  context.learned.saidAtStop = deed.value;
  return { kind: 'done', words: `${safeName(step.node)} was told to stop` };
};
