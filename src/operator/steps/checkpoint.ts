import { safeName } from '../../wording/safe-text.js';
import { formatDuration } from '../../wording/units.js';
import type { StepRunner } from './context.js';
import { failure } from './results.js';

/** What is written now need not be written while nobody can write. */
export const checkpoint: StepRunner<'checkpoint'> = async (step, action, context) => {
  const { clock, rules } = context;
  const began = clock.now();
  const deed = await context.ways(step.node).actor.checkpoint(rules.timeouts.checkpointMs);
  if (deed.kind !== 'done') return failure(deed, `${safeName(step.node)} made no checkpoint`);
  if (typeof action.target === 'string') {
    // For speed alone: whether it came about, the proof after the stop makes one of its own.
    await context.ways(action.target).actor.checkpoint(rules.timeouts.checkpointMs);
  }
  return { kind: 'done', words: `The checkpoint took ${formatDuration(clock.now() - began)}` };
};
