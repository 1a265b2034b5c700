import type { PlannedStep } from '../../operations/plan-model.js';
import { safeName } from '../../wording/safe-text.js';
import { formatDuration } from '../../wording/units.js';
import type { Deed, StandbySource } from '../ports.js';
import { cleanControl } from './control.js';
import { deedContext, type StepContext, type StepRunner } from './context.js';
import { failure } from './results.js';
import { sourceOf } from './source.js';
import { until } from './until.js';

/** How long a server that comes up is left alone between two looks, ms. */
const everyMs = 10;

/**
 * The old primary comes back as a standby of the new one. What fails here is left to a person: the
 * operation goes on without it, for the cluster has a primary.
 */
export const rejoin: StepRunner<'rejoin'> = async (step, action, context) => {
  const name = safeName(step.node);
  const began = context.clock.now();
  if (action.how === 'by-hand') {
    return { kind: 'failed', words: `${name} is to be brought back by hand` };
  }
  const source = await sourceOf(step.node, action.upstream, action.slot, context);
  if (source.kind !== 'done') return failure(source, `${name} could not be brought back`);
  const made = await prepare(step, action.how, source.value, context);
  if (made.kind !== 'done') return failure(made, `${name} could not be brought back`);
  const started = await start(step, context);
  if (started.kind !== 'done') return failure(started, `${name} did not start`);
  const seen = await streams(step, context);
  if (seen.kind !== 'got') {
    const words = `${name} is up but does not stream from ${safeName(action.upstream)}: ${seen.last}`;
    return { kind: 'unknown', words };
  }
  return {
    kind: 'done',
    words: `${name} streams from ${safeName(action.upstream)} after ${formatDuration(context.clock.now() - began)}`,
  };
};

async function prepare(
  step: PlannedStep,
  how: 'follow' | 'rewind' | 'reclone',
  source: StandbySource,
  context: StepContext,
): Promise<Deed> {
  const { hands } = context.ways(step.node);
  const deeds = deedContext(context, context.rules.timeouts.rejoinMs);
  const gone = await hasEnded(step, context);
  if (gone.kind !== 'done') return gone;
  if (how === 'rewind') {
    // Without it pg_rewind finds the timeline of before the promotion, says that there is nothing to
    // do, and is wrong.
    const { actor } = context.ways(source.upstream);
    const written = await actor.checkpoint(context.rules.timeouts.checkpointMs);
    if (written.kind !== 'done') return written;
  }
  if (how !== 'follow') {
    const copied =
      how === 'rewind' ? await hands.rewind(source, deeds) : await hands.reclone(source, deeds);
    if (copied.kind !== 'done') return copied;
  }
  return hands.makeStandby(source, deeds);
}

/** Nothing is written into the files of a server that runs; one that takes writes is ended first. */
async function hasEnded(step: PlannedStep, context: StepContext): Promise<Deed> {
  const { actor, hands } = context.ways(step.node);
  // A person is told what to do with it, running or not.
  if (hands.kind === 'person') return { kind: 'done', value: undefined };
  context.waiting(`for ${safeName(step.node)} to end`);
  const waited = await until(
    context,
    { withinMs: context.rules.timeouts.stopMs, everyMs },
    async () => {
      const look = await actor.look(1000);
      if (look.kind === 'refused') return { value: 'ended' as const };
      if (look.kind === 'silent') return { seen: `it is silent: ${look.detail}` };
      return look.position.inRecovery ? { seen: 'it still answers' } : { value: 'serves' as const };
    },
  );
  if (waited.kind === 'got' && waited.value === 'serves') return endSecondPrimary(step, context);
  if (waited.kind === 'got') return { kind: 'done', value: undefined };
  return { kind: 'failed', code: null, detail: `it has not ended: ${waited.last}` };
}

/**
 * Somebody has started the old primary beside the new one: it is ended at once. What it wrote since
 * stands on no other node, so that it can't follow as it is, and nobody but a person may drop it.
 */
async function endSecondPrimary(step: PlannedStep, context: StepContext): Promise<Deed> {
  const { hands } = context.ways(step.node);
  context.learned.saidAtStop = null;
  const stopped = await hands.stop(deedContext(context, context.rules.timeouts.stopMs));
  const started = 'somebody had started it again, and it took writes beside the new primary';
  if (stopped.kind !== 'done') {
    const detail = `${started}: end it by hand at once, for it was not stopped (${stopped.detail})`;
    return { kind: 'failed', code: null, detail };
  }
  context.learned.saidAtStop = stopped.value;
  const end = await cleanControl(step.node, context);
  if (end.kind === 'clean') context.learned.oldPrimaryEnd = end.data;
  const how = end.kind === 'clean' ? 'it is stopped now' : `it was told to stop, but ${end.words}`;
  const detail = `${started}; ${how}, and what it wrote since is on no other node: look at that, then rewind it or clone it anew`;
  return { kind: 'failed', code: null, detail };
}

/** How often a start is tried: right after its end a server's lock may stand for a moment. */
const startTries = 3;

async function start(step: PlannedStep, context: StepContext): Promise<Deed> {
  const { hands } = context.ways(step.node);
  const deeds = deedContext(context, context.rules.timeouts.followMs);
  let deed: Deed = { kind: 'failed', code: null, detail: 'it was not tried' };
  for (let tries = 0; tries < startTries && !context.signal.aborted; tries += 1) {
    deed = await hands.start(deeds);
    if (deed.kind !== 'failed') return deed;
  }
  return deed;
}

async function streams(step: PlannedStep, context: StepContext): ReturnType<typeof until<true>> {
  const { actor } = context.ways(step.node);
  context.waiting(`for ${safeName(step.node)} to stream from ${safeName(context.plan.target)}`);
  const withinMs = context.rules.timeouts.followMs;
  return until<true>(context, { withinMs, everyMs }, async () => {
    const look = await actor.look(withinMs);
    if (look.kind !== 'position') return { seen: look.detail };
    if (!look.position.inRecovery) return { seen: 'it is no standby' };
    const { receiverStatus } = look.position;
    return receiverStatus === 'streaming'
      ? { value: true }
      : {
          seen:
            receiverStatus === null
              ? 'it has no walreceiver'
              : `its walreceiver is "${receiverStatus}"`,
        };
  });
}
