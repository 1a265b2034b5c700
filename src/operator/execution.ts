import { isPredicted } from '../operations/mutes.js';
import type { Operation, Outcome } from '../operations/model.js';
import * as outcomes from '../operations/outcome.js';
import type { RejoinVerdict } from '../operations/plan-model.js';
import { stopAskedBefore } from '../operations/progress.js';
import type { EpochMs } from '../replication/observation.js';
import { operationAudit } from './audit.js';
import type { ClusterParts } from './cluster-parts.js';
import { inspect } from './interruption.js';
import type { OperatorParts } from './parts.js';
import { Recorder } from './recorder.js';
import { rejoinAfter } from './rejoin-after.js';
import type { RunEnd } from './run-end.js';
import { Run } from './run.js';
import { nothingLearned, type NodeWays, type StepContext } from './steps/context.js';
import { learnSources } from './steps/source.js';

/** How long what was told may take to be on record before it is looked at, ms. */
const toldWithinMs = 3000;

export type RunMode = 'from-start' | 'go-on' | 'go-back';

/** Carries an operation out that this process holds, up to its outcome. Never rejects. */
export async function execute(
  operation: Operation,
  mode: RunMode,
  cluster: ClusterParts,
  parts: OperatorParts,
  { signal, lasting }: Pick<StepContext, 'signal' | 'lasting'>,
): Promise<void> {
  const { log, memory, store } = parts;
  const recorder = new Recorder({ operationId: operation.id, store, memory, log });
  const given = { signal, lasting, resumed: mode !== 'from-start' };
  const context = contextOf(operation, cluster, parts, given);
  // As it is at the time of asking: one that is forgotten by then predicts nothing any more.
  cluster.view.expect((finding, now) => {
    const present = memory.get(operation.id);
    return present !== null && isPredicted(present, finding, now);
  });
  try {
    // The way back asks for what it needs: it does not wait for a standby that hangs.
    const standbys = operation.plan.nodes.filter(({ role }) => role === 'standby');
    if (mode !== 'go-back') {
      await learnSources(
        standbys.map(({ name }) => name),
        context,
      );
    }
    const run = new Run({
      operation,
      context,
      recorder,
      newId: parts.newId,
      onBug: (step, error) => {
        log.error({ err: error, operation: operation.number, step: step.id }, 'a step failed');
      },
    });
    const end = mode === 'go-back' ? await run.back('it was given up') : await run.onward();
    if (end.kind === 'left') return;
    const endedAt = parts.clock.now();
    const rejoin = end.kind === 'finished' ? await rejoinAfter(context) : null;
    await conclude(operation, end, { rejoin, endedAt }, cluster, recorder, parts);
  } catch (error) {
    log.error({ err: error, operation: operation.number }, 'an operation failed');
    const why = 'an error of pgrepl’s own stopped it, which its log has';
    await stand(operation, why, cluster, recorder, parts);
  } finally {
    if (!(await recorder.settle(signal))) {
      log.error({ operation: operation.number }, 'the end of an operation is not on record');
    }
    await cluster.view.refresh();
    // Its card shows the cluster as it is at the end: what came up last is seen only now.
    const ended = memory.get(operation.id);
    if (ended !== null) memory.put(ended);
  }
}

function contextOf(
  operation: Operation,
  cluster: ClusterParts,
  { clock, memory }: OperatorParts,
  given: Pick<StepContext, 'signal' | 'lasting' | 'resumed'>,
): StepContext {
  return {
    plan: operation.plan,
    rules: cluster.rules,
    ways: (node) => waysOf(cluster, node),
    clock,
    learned: { ...nothingLearned(), stopAskedAt: stopAskedBefore(operation) },
    ...given,
    waiting: (words) => {
      memory.waits(operation.id, words);
    },
  };
}

/** @throws for a node that the configuration no longer has: plans are made of it */
export function waysOf(cluster: ClusterParts, node: string): NodeWays {
  const ways = cluster.nodes.get(node);
  if (ways === undefined) throw new Error(`${cluster.cluster} has no node ${node}`);
  return ways;
}

interface FoundAtEnd {
  readonly rejoin: RejoinVerdict | null;
  readonly endedAt: EpochMs;
}

async function conclude(
  operation: Operation,
  end: Exclude<RunEnd, { readonly kind: 'left' }>,
  found: FoundAtEnd,
  cluster: ClusterParts,
  recorder: Recorder,
  parts: OperatorParts,
): Promise<void> {
  if (end.kind === 'stands') {
    await stand(operation, end.why, cluster, recorder, parts);
    return;
  }
  const outcome = outcomeOf(operation, end, found);
  if (end.kind === 'finished') {
    // What the watching has not seen yet of the change of roles would be news to it afterwards.
    await cluster.view.refresh();
    cluster.view.conclude(operation.plan);
  }
  recorder.tell({ kind: 'ended', outcome }, [
    ended(operation, outcome.kind, { outcome: { ...outcome } }, parts),
  ]);
}

/** Nothing more is done before a person has decided: what is found, and the two ways on. */
async function stand(
  operation: Operation,
  why: string,
  cluster: ClusterParts,
  recorder: Recorder,
  parts: OperatorParts,
): Promise<void> {
  // What is told and not yet on record has ended all the same.
  await recorder.settle(AbortSignal.timeout(toldWithinMs));
  const now = parts.memory.get(operation.id) ?? operation;
  const { interruption, ended: steps } = await inspect(
    now,
    (node) => cluster.nodes.get(node),
    parts.clock,
  );
  const found = [`It stopped here: ${why}.`, ...interruption.found];
  if (steps.length > 0) recorder.tell({ kind: 'steps-ended', steps }, []);
  recorder.tell({ kind: 'interrupted', interruption: { ...interruption, found } }, [
    ended(operation, 'interrupted', { found }, parts),
  ]);
}

function outcomeOf(
  operation: Operation,
  end: Exclude<RunEnd, { readonly kind: 'stands' | 'left' }>,
  { rejoin, endedAt }: FoundAtEnd,
): Outcome {
  const { warnings, left, downtimeMs } = end.course;
  const totalMs = operation.startedAt === null ? null : endedAt - operation.startedAt;
  const course = { plan: operation.plan, warnings, leftToDo: left, downtimeMs, totalMs, rejoin };
  switch (end.kind) {
    case 'finished':
      return outcomes.completed(course);
    case 'put-back':
      return outcomes.aborted({ ...course, why: end.why });
    case 'not-put-back':
      return outcomes.notPutBack({ ...course, why: end.why });
  }
}

function ended(
  operation: Operation,
  action: string,
  detail: Readonly<Record<string, unknown>>,
  { newId, clock }: OperatorParts,
): ReturnType<typeof operationAudit> {
  return operationAudit(action, operation, {
    id: newId(),
    at: clock.now(),
    actor: 'pgrepl',
    result: 'done',
    detail: { operation: operation.id, ...detail },
  });
}
