import { safeName } from '../../wording/safe-text.js';
import { formatDuration } from '../../wording/units.js';
import type { Deed } from '../ports.js';
import { deedContext, type StepContext, type StepRunner } from './context.js';
import { failure } from './results.js';
import { until } from './until.js';

/** How long a standby that is being promoted is left alone between two looks, ms. */
const everyMs = 5;

/**
 * The target becomes the primary. An answer that was lost ends in the truth: the node is asked until
 * it says what it is. A request that may have arrived is never called failed: it may still take effect.
 */
export const promote: StepRunner<'promote'> = async (step, action, context) => {
  const { actor, hands } = context.ways(step.node);
  const { promoteMs } = context.rules.timeouts;
  const name = safeName(step.node);
  const began = context.clock.now();
  context.waiting(`for ${name} to replay what it has and become a primary`);
  const deed: Deed =
    action.how === 'pg_ctl'
      ? await hands.promote(deedContext(context, promoteMs))
      : await actor.promote(action.how, promoteMs);
  if (deed.kind === 'failed') return failure(deed, `${name} was not promoted`);
  if (deed.kind === 'unknown' || action.how === 'pg_ctl') {
    const seen = await until(context, { withinMs: promoteMs, everyMs }, async () => {
      const look = await actor.look(promoteMs);
      if (look.kind !== 'position') return { seen: `it gives no answer: ${look.detail}` };
      return look.position.inRecovery ? { seen: 'it is a standby still' } : { value: true };
    });
    if (seen.kind !== 'got') {
      return {
        kind: 'unknown',
        words: `${name} was asked to become a primary, and ${seen.last}; it may still do so${deed.kind === 'unknown' ? ` (${deed.detail})` : ''}`,
      };
    }
  }
  const { learned, clock } = context;
  learned.promotedAt = clock.now();
  learned.firstWrite = firstWrite(step.node, context);
  return {
    kind: 'done',
    words: `${name} is primary after ${formatDuration(learned.promotedAt - began)}`,
  };
};

/** The first commit on the new primary ends the downtime: it waits as every client's does. */
async function firstWrite(node: string, context: StepContext): Promise<void> {
  const { learned, clock, rules } = context;
  const deed = await context.ways(node).actor.proveWrite(rules.timeouts.followMs);
  if (deed.kind === 'done') learned.firstWriteAt = clock.now();
}
