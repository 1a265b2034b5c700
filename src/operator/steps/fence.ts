import { safeName } from '../../wording/safe-text.js';
import { isLockOut } from '../../operations/steps/lock-out.js';
import { deedContext, type StepContext, type StepRunner } from './context.js';
import { failure } from './results.js';
import { cleanControl } from './control.js';
import { lockOut } from './lock-out.js';
import { until } from './until.js';

/**
 * Makes sure that the old primary takes no write: by the command that the configuration has for it,
 * whose success is held against what the node itself says, or by stopping it and reading that it has
 * stopped. Or else by SQL, which keeps out its clients alone.
 */
export const fence: StepRunner<'fence'> = async (step, _action, context) => {
  if (isLockOut(step)) return lockOut(step, context);
  const { hands } = context.ways(step.node);
  const deeds = deedContext(context, context.rules.timeouts.stopMs);
  const node = safeName(step.node);
  if (hands.can('fence')) {
    const deed = await hands.fence(deeds);
    if (deed.kind !== 'done') return failure(deed, `${node} could not be fenced`);
    const serves = await stillServes(step.node, context);
    return serves === null
      ? {
          kind: 'done',
          words: `${node} is fenced: its command says so, and no primary answers there`,
        }
      : {
          // What the command has done to others is its own secret: it may have cut clients off.
          kind: 'unknown',
          words: `The command that fences ${node} says that it did, and ${serves}: it may have cut off clients alone, so look at what it did`,
        };
  }
  const stopped = await hands.stop(deeds);
  const control = await cleanControl(step.node, context);
  if (control.kind === 'clean') {
    context.learned.oldPrimaryEnd = control.data;
    return { kind: 'done', words: `${node} has ended cleanly: its control file says "shut down"` };
  }
  const why = stopped.kind === 'done' ? control.words : stopped.detail;
  return { kind: 'unknown', words: `Whether ${node} takes writes is not known: ${why}` };
};

/** How long a server that is being fenced is left alone between two looks, ms. */
const everyMs = 20;

/** Null once no primary answers there; else what was last seen of it. Silence is for the command to vouch for. */
async function stillServes(node: string, context: StepContext): Promise<string | null> {
  const { actor } = context.ways(node);
  const withinMs = context.rules.timeouts.stopMs;
  context.waiting(`for ${safeName(node)} to take no write any more`);
  const seen = await until(context, { withinMs, everyMs }, async () => {
    const look = await actor.look(1000);
    const serves = look.kind === 'position' && !look.position.inRecovery;
    return serves ? { seen: 'it still answers as a primary' } : { value: true };
  });
  return seen.kind === 'got' ? null : seen.last;
}
