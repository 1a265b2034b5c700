import type { Operation } from '../operations/model.js';
import { latestRecord, undoPrefix } from '../operations/progress.js';
import { undoSteps, type UndoStep } from '../operations/undo.js';
import { safeName } from '../wording/safe-text.js';
import type { Deed } from './ports.js';
import type { StepContext } from './steps/context.js';
import { restartNode } from './steps/restart.js';
import { sourceOf } from './steps/source.js';
import { until } from './steps/until.js';

/** One thing that was done to put everything back. */
export interface PutBack {
  readonly undo: UndoStep;
  readonly kind: 'done' | 'failed' | 'unknown';
  readonly result: string;
}

export interface PutBackResult {
  /** True once the old primary is seen to take writes again, or was never told to stop. */
  readonly inService: boolean;
  readonly deeds: readonly PutBack[];
}

/** How long a server that comes up is left alone between two looks, ms. */
const everyMs = 10;

/** How often a start is tried: right after its end a server's lock may stand for a moment. */
const startTries = 3;

/**
 * Puts the old primary back in service, before the point of no return: the service first, the rest
 * after it. That this follows a failure is part of what was approved, so that a store that is away
 * can't keep a primary down; it goes on record when the store takes it.
 */
export async function putBack(operation: Operation, context: StepContext): Promise<PutBackResult> {
  const deeds: PutBack[] = [];
  // Whoever gave up the operation did not give up the primary.
  const willing: StepContext = { ...context, signal: new AbortController().signal };
  let inService = true;
  for (const undo of undoSteps(operation)) {
    const deed = await perform(undo, operation, willing);
    if (['start', 'let-in'].includes(undo.action.kind)) inService = deed.kind === 'done';
    deeds.push({
      undo,
      kind: deed.kind,
      result: deed.kind === 'done' ? deed.value : deed.detail,
    });
  }
  return { inService, deeds };
}

async function perform(
  undo: UndoStep,
  operation: Operation,
  context: StepContext,
): Promise<Deed<string>> {
  const { action, node } = undo;
  const { actor } = context.ways(node);
  const name = safeName(node);
  switch (action.kind) {
    case 'start':
      return startAgain(undo, !mayStillEnd(operation, undo), context);
    case 'let-in':
      return letInAgain(node, context);
    case 'repoint':
      return pointBack(undo, action, context);
    case 'set-names':
      return saying(
        await actor.setSettings({ synchronous_standby_names: action.names }),
        `synchronous_standby_names on ${name} is as it was`,
      );
    case 'drop-slots': {
      const made = context.learned.createdSlots.get(node) ?? action.slots;
      return saying(await actor.dropSlots(made), `${name} has its slots as before`);
    }
  }
}

async function letInAgain(node: string, context: StepContext): Promise<Deed<string>> {
  const { actor } = context.ways(node);
  const name = safeName(node);
  context.waiting(`for ${name} to let clients in again`);
  const deed = await actor.letIn(context.rules.timeouts.stopMs);
  if (deed.kind !== 'done') return deed;
  const value = deed.value.restored
    ? `${name} lets clients in again: its pg_hba.conf is as it was`
    : `${name} lets clients in: its pg_hba.conf was not changed`;
  return { kind: 'done', value };
}

function saying(deed: Deed<unknown>, words: string): Deed<string> {
  return deed.kind === 'done' ? { kind: 'done', value: words } : deed;
}

/**
 * A server that was told to stop may answer a last time and end all the same. Where the command that
 * was to stop it has failed, a server that answers serves: one that is stopping turns everybody away.
 */
function mayStillEnd(operation: Operation, undo: UndoStep): boolean {
  const stopped = operation.plan.steps.find(({ id }) => undo.id === `${undoPrefix}${id}`);
  return stopped === undefined || latestRecord(operation, stopped.id)?.state !== 'failed';
}

async function startAgain(
  undo: UndoStep,
  servesIfItAnswers: boolean,
  context: StepContext,
): Promise<Deed<string>> {
  const { actor, hands } = context.ways(undo.node);
  const { stopMs } = context.rules.timeouts;
  const name = safeName(undo.node);
  const says = (words: string): void => {
    context.waiting(words);
  };
  says(`for ${name} to be in service again`);
  const deeds = { withinMs: stopMs, signal: context.signal, waiting: says };
  const reasons: string[] = [];
  for (let tries = 0; tries < startTries; tries += 1) {
    // A server that was told to stop and still runs will end all the same: it is started after that.
    const ended = await until(context, { withinMs: stopMs, everyMs }, async () => {
      const look = await actor.look(1000);
      if (look.kind === 'refused') return { value: 'ended' as const };
      if (look.kind !== 'position' || look.position.inRecovery) return { seen: look.kind };
      const before = context.learned.startedAt;
      // Another start than the one that was told to stop: somebody was faster.
      if (before !== null && look.position.startedAt !== before) return { value: 'back' as const };
      return servesIfItAnswers ? { value: 'serves' as const } : { seen: look.kind };
    });
    if (ended.kind === 'got' && ended.value === 'serves') {
      return { kind: 'done', value: `${name} is in service: it never ended` };
    }
    if (ended.kind === 'got' && ended.value === 'back') {
      return { kind: 'done', value: `${name} is in service: somebody has started it again` };
    }
    if (ended.kind === 'got') {
      const started = await hands.start(deeds);
      if (started.kind !== 'done') reasons.push(started.detail);
    }
    const up = await until(context, { withinMs: stopMs / startTries, everyMs }, async () => {
      const look = await actor.look(1000);
      if (look.kind !== 'position') return { seen: look.detail };
      return look.position.inRecovery ? { seen: 'it is a standby' } : { value: true };
    });
    if (up.kind === 'got') return { kind: 'done', value: `${name} is in service again` };
    reasons.push(up.last);
  }
  const why = [...new Set(reasons)].join('; ');
  return { kind: 'unknown', detail: `${name} is not seen to be in service: ${why}` };
}

async function pointBack(
  undo: UndoStep,
  action: Extract<UndoStep['action'], { readonly kind: 'repoint' }>,
  context: StepContext,
): Promise<Deed<string>> {
  const { actor, hands } = context.ways(undo.node);
  const { learned, rules } = context;
  const deeds = {
    withinMs: rules.timeouts.followMs,
    signal: context.signal,
    waiting: (words: string): void => {
      context.waiting(words);
    },
  };
  const source = await sourceOf(undo.node, action.upstream, action.slot, context);
  if (source.kind !== 'done') return source;
  const conninfo = learned.conninfos.get(undo.node) ?? source.value.conninfo;
  const slot = learned.slotNames.get(undo.node) ?? action.slot;
  const set =
    action.how === 'recovery.conf'
      ? await hands.makeStandby({ ...source.value, conninfo, slot }, deeds)
      : await actor.setSettings({ primary_conninfo: conninfo, primary_slot_name: slot });
  if (set.kind !== 'done') return set;
  const again =
    action.how === 'reload' ? set : await restartNode(context.ways(undo.node), deeds, context);
  return saying(again, `${safeName(undo.node)} follows ${safeName(action.upstream)} again`);
}
