import { demandOf } from '../../operations/sync-after.js';
import { safeName } from '../../wording/safe-text.js';
import { formatCount } from '../../wording/units.js';
import type { StepRunner } from './context.js';
import { failure } from './results.js';
import { until } from './until.js';

/** How long the new primary is left alone between two looks, ms. */
const everyMs = 10;

/** How long it may take to say who streams from it, ms. */
const lookMs = 1000;

/** A list that these majors read alike; 9.6, which has no `ANY`, has none written for it. */
const major = 18;

/**
 * What the cluster had promised before, in terms of the new primary: once so many of those it names
 * stream that its commits return. Names that nobody answers to would make every commit hang, so that
 * the old ones stay where they do not come.
 */
export const restoreSync: StepRunner<'restore-sync'> = async (step, { names }, context) => {
  const { actor } = context.ways(step.node);
  const node = safeName(step.node);
  const value = names === '' ? 'empty' : `\`${safeName(names, 200)}\``;
  const { followMs } = context.rules.timeouts;
  const waited = await until(context, { withinMs: followMs, everyMs }, async () => {
    const look = await actor.look(lookMs);
    if (look.kind !== 'position') return { seen: `${node} gives no answer: ${look.detail}` };
    const lacks = whoIsMissing(names, look.position.streaming);
    if (lacks === null) return { value: true };
    context.waiting(`for those to stream from ${node} that it is to wait for`);
    return { seen: lacks };
  });
  if (waited.kind !== 'got') {
    return {
      kind: 'failed',
      words: `synchronous_standby_names on ${node} stays as it was, and is not ${value} yet: ${waited.last}`,
    };
  }
  const deed = await actor.setSettings({ synchronous_standby_names: names });
  if (deed.kind !== 'done') return failure(deed, 'synchronous_standby_names could not be set');
  return { kind: 'done', words: `synchronous_standby_names on ${node} is ${value}` };
};

/** Null where commits would return; else why they would not. */
function whoIsMissing(names: string, streaming: readonly string[]): string | null {
  const demand = demandOf(names, major, streaming);
  if (demand === null) return 'for whom commits would wait can not be read from it';
  const { required, present } = demand;
  if (present >= required) return null;
  return `commits would hang, for ${present === 0 ? 'none' : `only ${present}`} of the ${formatCount(required, 'standby', 'standbys')} that it asks for ${present > 1 ? 'are' : 'is'} seen to stream`;
}
