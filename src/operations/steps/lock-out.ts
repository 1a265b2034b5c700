import { safeName } from '../../wording/safe-text.js';
import type { LeftToDo, Operation } from '../model.js';
import type { LetInWords } from '../step-action.js';
import type { Plan, PlannedStep } from '../plan-model.js';
import { hbaCopyPath } from '../hba-fence.js';
import { hasCommands, viewOf, type PlanSides } from './context.js';
import { reloadSql, shellWord, sqlLiteral } from './exact.js';
import { byHands, placeOf } from './hands.js';
import { reloadByPerson, stopByPerson } from './person-commands.js';

/** Where the file stands if the server does not say. */
const unknownFile = '<hba_file>';

/**
 * Whether clients of the old primary can be locked out by SQL: it answers as a primary of this system,
 * no command fences it, and pgrepl's role is known to be a superuser there, for only such a one may have
 * the server write files.
 */
export function canLockOut(context: PlanSides, primary: string): boolean {
  const node = viewOf(context, primary);
  return (
    context.input.kind === 'promote' &&
    !hasCommands(context, primary, 'fence') &&
    node?.reach.kind === 'answers' &&
    node.role === 'primary' &&
    !node.foreign &&
    context.input.facts.get(primary)?.may.superuser === true
  );
}

/** True of the step that locks clients out: it ends no server. */
export function isLockOut({ action }: Pick<PlannedStep, 'action'>): boolean {
  return action.kind === 'fence' && action.letIn !== undefined;
}

/** The step of a plan that locks clients out; null if it has none. */
export function lockOutOf(plan: Pick<Plan, 'steps'>): PlannedStep | null {
  return plan.steps.find(isLockOut) ?? null;
}

/** What is run to lock clients out, as far as it is known before. */
export function lockOutSql(context: PlanSides, primary: string): readonly string[] {
  const file = hbaFileOf(context, primary);
  return [
    `SELECT lo_export(lo_from_bytea(0, <pg_hba.conf as it is>), ${sqlLiteral(hbaCopyPath(file))})`,
    `SELECT lo_export(lo_from_bytea(0, <its rules for replication and for pgrepl alone>), ${sqlLiteral(file)})`,
    reloadSql,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE <it is a client, and not pgrepl>',
  ];
}

/** What is run to let them in again, and what a person runs on the host for it. */
export function letInWords(context: PlanSides, primary: string): LetInWords {
  const file = hbaFileOf(context, primary);
  const place = placeOf(context, primary);
  return {
    exact: [
      `SELECT lo_export(lo_from_bytea(0, <${hbaCopyPath(file)}>), ${sqlLiteral(file)})`,
      reloadSql,
    ],
    byHand: [restoreByPerson(context, primary), ...(place === null ? [] : reloadByPerson(place))],
  };
}

/** The old primary after its clients were locked out: it runs, and has to end before it is repaired. */
export function lockedOutLeft(
  context: PlanSides,
  primary: string,
  repair: Pick<LeftToDo, 'words' | 'commands'>,
): readonly LeftToDo[] {
  const name = safeName(primary);
  return [
    {
      node: primary,
      words: `${name} still runs, with its clients locked out: stop it before anything else, and keep it from starting as a primary. Its \`pg_hba.conf\` can be put back once it is stopped; before that, the same with a reload lets clients in again, to two primaries.`,
      commands: [
        ...byHands(context, primary, ['stop'], stopByPerson).exact,
        restoreByPerson(context, primary),
      ],
    },
    {
      node: primary,
      words: `Once ${name} is stopped: ${repair.words} It has gone its own way, for its shutdown alone writes WAL.`,
      commands: repair.commands,
    },
  ];
}

/**
 * What closing an operation where it stands leaves of a lock: clients that are out of a primary that
 * nothing has replaced, or one that runs beside the new one.
 */
export function leftLocked(
  { plan, steps }: Pick<Operation, 'plan' | 'steps'>,
  pastNoReturn: boolean | 'unknown',
): readonly LeftToDo[] {
  const locked = lockOutOf(plan);
  if (locked?.action.kind !== 'fence') return [];
  const { id, node, action } = locked;
  if (!steps.some(({ step }) => step === id)) return [];
  if (pastNoReturn === true) return plan.leftToDo.filter((left) => left.node === node);
  const name = safeName(node);
  return [
    {
      node,
      words: `Clients are, or may be, locked out of ${name}: if it is to stay the primary, let them in again.`,
      commands: action.letIn?.byHand ?? [],
    },
  ];
}

function restoreByPerson(context: PlanSides, primary: string): string {
  const file = hbaFileOf(context, primary);
  return file === unknownFile
    ? `cp ${hbaCopyPath(file)} ${file}`
    : `cp ${shellWord(hbaCopyPath(file))} ${shellWord(file)}`;
}

function hbaFileOf({ input }: PlanSides, node: string): string {
  return input.facts.get(node)?.hbaFile ?? unknownFile;
}
