import { listNames, safeName } from '../../wording/safe-text.js';
import type { StepRunner } from './context.js';
import { failure } from './results.js';

/** Slots that nobody reads any more would keep WAL until the disk is full. */
export const dropSlots: StepRunner<'drop-slots'> = async (step, action, context) => {
  const deed = await context.ways(step.node).actor.dropSlots(action.slots);
  if (deed.kind !== 'done')
    return failure(deed, `Slots on ${safeName(step.node)} were not dropped`);
  const left = action.slots.filter((slot) => !deed.value.dropped.includes(slot));
  if (left.length === 0)
    return { kind: 'done', words: `Dropped ${listNames(action.slots)} on ${safeName(step.node)}` };
  const words = `${listNames(left)} on ${safeName(step.node)} could not be dropped: in use`;
  return {
    kind: 'done',
    words,
    warnings: [words],
    left: [
      {
        node: step.node,
        words: 'Drop the slots once nobody uses them; until then they keep WAL.',
        commands: left.map((slot) => `SELECT pg_drop_replication_slot('${slot}');`),
      },
    ],
  };
};
