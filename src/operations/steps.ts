import type { Phase, PlannedStep } from './plan-model.js';
import { hasCommands, viewOf, withPart, type StepContext } from './steps/context.js';
import type { StepDraft } from './steps/draft.js';
import { isLockOut } from './steps/lock-out.js';
import { checkpoint, dropSlots, fence, rejoin, stop } from './steps/on-primary.js';
import { prepareTarget, promote, restoreSync, verify, verifyReceived } from './steps/on-target.js';
import { repoint } from './steps/repoint.js';
import { followerSlots, slotInUse, slotOfOldPrimary } from './steps/slots.js';
import { standsBy } from './subject.js';

/** Steps that are carried out at the same time; what is null is not needed. */
interface Group {
  readonly phase: Phase;
  readonly steps: readonly (StepDraft | null)[];
}

/**
 * The steps of a plan, in the order that lost nothing in measured switchovers: the target is made
 * ready before any downtime, the old primary ends with its shutdown checkpoint, the target is known
 * to have that, and only then is it promoted while the others are pointed at it.
 */
export function planSteps(context: StepContext): readonly PlannedStep[] {
  const groups =
    context.input.kind === 'switchover' && context.primary !== null
      ? switchover(context, context.primary)
      : promotion(context);
  const needed = groups
    .map(({ phase, steps }) => ({ phase, steps: steps.filter((step) => step !== null) }))
    .filter(({ steps }) => steps.length > 0);
  return needed.flatMap(({ phase, steps }, group) =>
    steps.map((step) => ({ ...step, phase, group })),
  );
}

function switchover(context: StepContext, primary: string): readonly Group[] {
  const slots = followerSlots(context);
  const how = context.rejoin?.how ?? null;
  const own = how === null || how === 'by-hand' ? null : slotOfOldPrimary(context, primary);
  const created = own === null ? [...slots.values()] : [...slots.values(), own];
  return [
    {
      phase: 'before',
      steps: [prepareTarget(context, namesToSet(context), toCreate(context, created))],
    },
    { phase: 'before', steps: [checkpoint(context, primary)] },
    { phase: 'down', steps: [stop(context, primary)] },
    { phase: 'down', steps: [verifyReceived(context, primary)] },
    { phase: 'down', steps: [promote(context), ...repoints(context, slots)] },
    ...(how === null || how === 'by-hand'
      ? [{ phase: 'after' as const, steps: [restore(context)] }]
      : [
          { phase: 'after' as const, steps: [rejoin(context, primary, how, own)] },
          {
            phase: 'after' as const,
            steps: [
              restore(context),
              dropSlots(context, primary, leftSlots(context, primary, slots)),
            ],
          },
        ]),
    {
      phase: 'after',
      steps: [verify(context, followedNodes(context, how !== null && how !== 'by-hand'))],
    },
  ];
}

function promotion(context: StepContext): readonly Group[] {
  const slots = followerSlots(context);
  const fenced = fenceNeeded(context);
  const fencing = fenced === null ? null : fence(context, fenced);
  const prepared: Group = {
    phase: 'before',
    steps: [prepareTarget(context, namesToSet(context), toCreate(context, [...slots.values()]))],
  };
  // One that serves is cut off last: from then on nobody can write.
  const first: readonly Group[] =
    fencing !== null && isLockOut(fencing)
      ? [prepared, { phase: 'down', steps: [fencing] }]
      : [{ phase: 'before', steps: [fencing] }, prepared];
  return [
    ...first,
    { phase: 'down', steps: [promote(context), ...repoints(context, slots)] },
    { phase: 'after', steps: [restore(context)] },
    { phase: 'after', steps: [verify(context, followedNodes(context, false))] },
  ];
}

/**
 * The old primary, if it has to be fenced: unless it is a standby by now, always where a command can.
 * That nothing listens on its port now does not mean that nobody starts it again. Without a command, the
 * clients of one that answers are locked out by SQL if pgrepl's role may do that, or else a person has
 * to stop it; one that is silent can't be shown to be fenced.
 */
function fenceNeeded(context: StepContext): string | null {
  const { primary } = context;
  if (primary === null) return null;
  const node = viewOf(context, primary);
  if (node === undefined || standsBy(node)) return null;
  return hasCommands(context, primary, 'fence') || node.reach.kind === 'answers' ? primary : null;
}

/** Those that the target does not have yet. */
function toCreate(context: StepContext, slots: readonly string[]): readonly string[] {
  const there = viewOf(context, context.target)?.slots.map(({ name }) => name) ?? [];
  return [...new Set(slots)].filter((slot) => !there.includes(slot));
}

/** Slots on the old primary of standbys that receive from the new one afterwards. */
function leftSlots(
  context: StepContext,
  primary: string,
  slots: ReadonlyMap<string, string>,
): readonly string[] {
  const there = viewOf(context, primary)?.slots.map(({ name }) => name) ?? [];
  const used = slotInUse(context.input, viewOf(context, context.target));
  return [...new Set([...(used === null ? [] : [used]), ...slots.values()])].filter((slot) =>
    there.includes(slot),
  );
}

function repoints(context: StepContext, slots: ReadonlyMap<string, string>): readonly StepDraft[] {
  return withPart(context, 'follower').map((name) =>
    repoint(context, name, slots.get(name) ?? null),
  );
}

function namesToSet({ sync }: StepContext): string | null {
  return sync.atPromotion === sync.onTarget ? null : sync.atPromotion;
}

function restore(context: StepContext): StepDraft | null {
  const { sync } = context;
  return sync.after === sync.atPromotion ? null : restoreSync(context, sync.after);
}

/** Who is expected to have the new primary's first write. */
function followedNodes(context: StepContext, withOldPrimary: boolean): readonly string[] {
  return context.nodes.flatMap(({ name, part, reachable }) => {
    const isDue =
      part === 'follower' ||
      (part === 'below' && reachable) ||
      (part === 'old-primary' && withOldPrimary);
    return isDue ? [name] : [];
  });
}
