import { formatLsn, maxLsn, type Lsn } from '../../replication/lsn.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import type { PlannedStep } from '../../operations/plan-model.js';
import type { StepContext, StepRunner } from './context.js';
import { failure } from './results.js';
import { until } from './until.js';

/** How long a standby is left alone between two looks, ms. */
const everyMs = 5;

/** A write on the new primary, and its arrival on every node that should follow. */
export const verify: StepRunner<'verify'> = async (step, action, context) => {
  const target = safeName(step.node);
  context.waiting(`for a commit on ${target} to return`);
  const { followMs } = context.rules.timeouts;
  const proof = await context.ways(step.node).actor.proveWrite(followMs);
  if (proof.kind !== 'done') return failure(proof, `No commit on ${target} has returned`);
  const { lsn } = proof.value;
  context.waiting(`for ${formatLsn(lsn)} to arrive on ${listNames(action.nodes)}`);
  const results = await Promise.all(
    action.nodes.map(async (node) => ({ node, seen: await arrived(node, lsn, context) })),
  );
  const missing = results.flatMap(({ node, seen }) =>
    seen === null ? [] : [`${safeName(node)} does not follow ${target} yet: ${seen}`],
  );
  return {
    kind: 'done',
    words:
      missing.length === 0
        ? `${target} takes writes, and ${formatLsn(lsn)} has arrived on every node`
        : `${target} takes writes; ${missing.join('; ')}`,
    warnings: missing,
    left: missing.length === 0 ? [] : leftTo(step, results, context),
  };
};

/** Null once the node streams and has the position; else what was last seen of it. */
async function arrived(node: string, lsn: Lsn, context: StepContext): Promise<string | null> {
  const withinMs = context.rules.timeouts.followMs;
  const { actor } = context.ways(node);
  const waited = await until(context, { withinMs, everyMs }, async () => {
    const look = await actor.look(withinMs);
    if (look.kind !== 'position') return { seen: look.detail };
    const { inRecovery, receiverStatus, receivedLsn, replayedLsn } = look.position;
    if (!inRecovery) return { seen: 'it is a primary' };
    if (receiverStatus !== 'streaming') {
      return {
        seen:
          receiverStatus === null
            ? 'it has no walreceiver'
            : `its walreceiver is "${receiverStatus}"`,
      };
    }
    const has = maxLsn(receivedLsn, replayedLsn);
    if (has !== null && has >= lsn) return { value: true };
    return { seen: `it has received ${has === null ? 'nothing' : formatLsn(has)}` };
  });
  return waited.kind === 'got' ? null : waited.last;
}

function leftTo(
  step: PlannedStep,
  results: readonly { readonly node: string; readonly seen: string | null }[],
  context: StepContext,
): { node: string; words: string; commands: readonly string[] }[] {
  return results
    .filter(({ seen }) => seen !== null)
    .map(({ node }) => ({
      node,
      words: `Let ${safeName(node)} follow ${safeName(step.node)}.`,
      commands:
        context.plan.steps.find(
          (each) => each.node === node && ['repoint', 'rejoin'].includes(each.action.kind),
        )?.exact ?? [],
    }));
}
