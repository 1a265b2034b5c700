import { listNames, safeName } from '../wording/safe-text.js';
import { quotedValue } from '../replication/findings/setting-words.js';
import type { Operation } from './model.js';
import type { Plan, PlannedStep } from './plan-model.js';
import { latestRecord, pastNoReturn, undoPrefix } from './progress.js';
import type { LetInWords, StepAction } from './step-action.js';
import { dropSlotSql, setNamesSql } from './steps/exact.js';
import { lockOutOf } from './steps/lock-out.js';

/** What takes one step back. Each may be done whether or not its step had any effect. */
export type UndoAction =
  /** Unless it runs. */
  | { readonly kind: 'start' }
  /** Unless they can come in already. */
  | { readonly kind: 'let-in' }
  /** A standby that was pointed at the target receives from the old primary again. */
  | {
      readonly kind: 'repoint';
      readonly upstream: string;
      readonly slot: string | null;
      readonly how: Extract<StepAction, { kind: 'repoint' }>['how'];
    }
  | { readonly kind: 'set-names'; readonly names: string }
  /** Only slots that this operation planned to create, which were not there before. */
  | { readonly kind: 'drop-slots'; readonly slots: readonly string[] };

export interface UndoStep {
  /** `undo:stop`, `undo:repoint:s2`, `undo:prepare-target`, `undo:prepare-target:slots`. */
  readonly id: string;
  readonly action: UndoAction;
  readonly node: string;
  readonly by: PlannedStep['by'];
  readonly words: string;
  readonly exact: readonly string[];
  /** What a person runs instead, where that is something else. */
  readonly byHand?: readonly string[];
}

/**
 * What puts the old primary back in service, in the order in which it is to be done: it is started
 * first, for that ends the outage. Every step that was begun is taken back, whether it is known to
 * have had an effect or not. Empty once there is, or may be, no way back.
 */
export function undoSteps(operation: Operation): readonly UndoStep[] {
  if (pastNoReturn(operation) !== false) return [];
  const begun = operation.plan.steps.filter(({ id }) => latestRecord(operation, id) !== null);
  const undo = begun.flatMap((step) => undoOf(operation.plan, step));
  return undo.toSorted((a, b) => order[a.action.kind] - order[b.action.kind]);
}

const order: Readonly<Record<UndoAction['kind'], number>> = {
  start: 0,
  'let-in': 0,
  repoint: 1,
  'set-names': 2,
  'drop-slots': 3,
};

/**
 * Whether there is a service to put back before the point of no return: in a promotion only where
 * clients were locked out of a primary that runs.
 */
export function canGoBack({ kind, steps }: Pick<Plan, 'kind' | 'steps'>): boolean {
  return kind === 'switchover' || lockOutOf({ steps }) !== null;
}

function undoOf(plan: Plan, step: PlannedStep): readonly UndoStep[] {
  const { action, node } = step;
  switch (action.kind) {
    case 'stop':
      return [startAgain(step, action.startAgain)];
    case 'fence':
      if (action.letIn !== undefined) return [letInAgain(step, action.letIn)];
      // One that was silent before was not in service: nobody may start it on a guess.
      return plan.nodes.some(({ name, reachable }) => name === node && reachable)
        ? [startAgain(step, action.startAgain)]
        : [];
    case 'prepare-target':
      return undoPreparation(plan, step, action);
    case 'repoint':
      return plan.primary === null
        ? []
        : [
            {
              id: `${undoPrefix}${step.id}`,
              action: { ...action, upstream: plan.primary },
              node,
              by: step.by,
              words: `point ${safeName(node)} at ${safeName(plan.primary)} again`,
              exact: [],
            },
          ];
    case 'checkpoint':
    case 'verify-received':
    case 'promote':
    case 'rejoin':
    case 'restore-sync':
    case 'drop-slots':
    case 'verify':
      return [];
  }
}

function startAgain({ id, node, by }: PlannedStep, exact: readonly string[] = []): UndoStep {
  return {
    id: `${undoPrefix}${id}`,
    action: { kind: 'start' },
    node,
    by,
    words: `start ${safeName(node)} again`,
    exact,
  };
}

function letInAgain({ id, node }: PlannedStep, { exact, byHand }: LetInWords): UndoStep {
  return {
    id: `${undoPrefix}${id}`,
    action: { kind: 'let-in' },
    node,
    by: 'sql',
    words: `let clients into ${safeName(node)} again`,
    exact,
    byHand,
  };
}

function undoPreparation(
  plan: Plan,
  step: PlannedStep,
  action: Extract<StepAction, { kind: 'prepare-target' }>,
): readonly UndoStep[] {
  const { node, by } = step;
  const name = safeName(node);
  const names = plan.sync.onTarget;
  return [
    ...(action.names === null
      ? []
      : [
          {
            id: `${undoPrefix}${step.id}`,
            action: { kind: 'set-names', names } as const,
            node,
            by,
            words: `set synchronous_standby_names of ${name} back to ${quotedValue(names)}`,
            exact: setNamesSql(names),
          },
        ]),
    ...(action.slots.length === 0
      ? []
      : [
          {
            id: `${undoPrefix}${step.id}:slots`,
            action: { kind: 'drop-slots', slots: action.slots } as const,
            node,
            by,
            words: `drop ${action.slots.length === 1 ? 'slot' : 'slots'} ${listNames(action.slots)} on ${name} again`,
            exact: action.slots.map(dropSlotSql),
          },
        ]),
  ];
}
