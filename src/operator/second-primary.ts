import { lockOutOf } from '../operations/steps/lock-out.js';
import type { StepContext } from './steps/context.js';
import { until } from './steps/until.js';

/** How long a node may take to say whether it is a primary, ms: an outage may wait for it. */
const lookMs = 1000;

/** How long a server that ends is left alone between two looks, ms. */
const everyMs = 20;

export async function isPrimary(node: string, context: StepContext): Promise<boolean> {
  const look = await context.ways(node).actor.look(lookMs);
  return look.kind === 'position' && !look.position.inRecovery;
}

/**
 * Whether an old primary takes no clients' writes any more, now that the steps of the plan that end it
 * are done. One whose clients were locked out answers as a primary still: that the step is done says
 * that nobody is left there.
 */
export async function hasCeased(primary: string, context: StepContext): Promise<boolean> {
  if (lockOutOf(context.plan)?.node === primary) return true;
  const withinMs = context.rules.timeouts.stopMs;
  const gone = await until(context, { withinMs, everyMs }, async () =>
    (await isPrimary(primary, context))
      ? { seen: 'it answers as a primary still' }
      : { value: true },
  );
  return gone.kind === 'got';
}
