import type { Deed, DeedContext } from '../ports.js';
import type { NodeWays, StepContext } from './context.js';
import { until } from './until.js';

/** How long a server that ends is left alone between two looks, ms. */
const everyMs = 10;

/** Restarts a node by its own command, or by the two that come to the same. */
export async function restartNode(
  { actor, hands }: NodeWays,
  deeds: DeedContext,
  context: StepContext,
): Promise<Deed> {
  if (hands.can('restart')) return hands.restart(deeds);
  const stopped = await hands.stop(deeds);
  if (stopped.kind !== 'done') return stopped;
  const ended = await until(context, { withinMs: deeds.withinMs, everyMs }, async () => {
    const look = await actor.look(1000);
    return look.kind === 'refused' ? { value: true } : { seen: 'it still answers' };
  });
  if (ended.kind !== 'got') return { kind: 'unknown', detail: `it has not ended: ${ended.last}` };
  return hands.start(deeds);
}
