import { safeName } from '../../wording/safe-text.js';
import type { ControlData } from '../ports.js';
import { deedContext, type StepContext } from './context.js';
import { until } from './until.js';

/** How a server that was told to stop has ended, by its control file. */
export type Ended =
  | { readonly kind: 'clean'; readonly data: ControlData }
  /** Not by then, or not cleanly, or it can't be read. */
  | { readonly kind: 'not'; readonly words: string };

/** How long the control file is left alone between two looks, ms. */
const everyMs = 3;

/**
 * Reads the control file of a server that was told to stop until it says `shut down`: then its
 * shutdown checkpoint is written, and it takes no write any more. Its identity is held against the
 * plan's: a command that reads another server's files must not vouch for this one. Where the command
 * that stopped it has printed the end already, nobody is asked again.
 */
export async function cleanControl(node: string, context: StepContext): Promise<Ended> {
  const { hands } = context.ways(node);
  const read = hands.controlData;
  const own = context.plan.nodes.find((each) => each.name === node)?.systemIdentifier ?? null;
  const { saidAtStop } = context.learned;
  if (node === context.plan.primary && saidAtStop !== null && isCleanEnd(saidAtStop, own)) {
    return { kind: 'clean', data: saidAtStop };
  }
  if (read === null) return { kind: 'not', words: 'its control file can not be read from here' };
  const { stopMs } = context.rules.timeouts;
  const name = safeName(node);
  context.waiting(`for ${name} to end its shutdown checkpoint`);
  const waited = await until(context, { withinMs: stopMs, everyMs }, async () => {
    const deed = await read(deedContext(context, stopMs));
    if (deed.kind !== 'done') return { seen: `its control file could not be read: ${deed.detail}` };
    if (own === null || deed.value.systemIdentifier !== own) {
      return {
        seen: `its control file is another server's (system identifier ${deed.value.systemIdentifier}, not ${own ?? 'known'})`,
      };
    }
    if (isCleanEnd(deed.value, own)) return { value: deed.value };
    return { seen: `its control file says "${deed.value.state}"` };
  });
  if (waited.kind === 'got') return { kind: 'clean', data: waited.value };
  return { kind: 'not', words: waited.last };
}

function isCleanEnd({ state, systemIdentifier }: ControlData, own: string | null): boolean {
  return state === 'shut down' && systemIdentifier === own;
}
