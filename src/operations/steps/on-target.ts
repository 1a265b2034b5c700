import { listNames, safeName } from '../../wording/safe-text.js';
import { quotedValue } from '../../replication/findings/setting-words.js';
import type { StepAction } from '../step-action.js';
import { hasCommands, may, viewOf, type StepContext } from './context.js';
import type { StepDraft } from './draft.js';
import { createSlotSql, setNamesSql, sqlLiteral } from './exact.js';
import { byHands, commandWords } from './hands.js';
import { promoteByPerson } from './person-commands.js';

type Promote = Extract<StepAction, { kind: 'promote' }>;

/** Null if the target has all that it needs already. */
export function prepareTarget(
  context: StepContext,
  names: string | null,
  slots: readonly string[],
): StepDraft | null {
  if (names === null && slots.length === 0) return null;
  const { target } = context;
  const allowed = may(
    context,
    target,
    (rights) =>
      (names === null || (rights.alterSystem.synchronous_standby_names && rights.reload)) &&
      (slots.length === 0 || rights.replication),
  );
  const does = [
    ...(names === null ? [] : [`set its synchronous_standby_names to ${quotedValue(names)}`]),
    ...(slots.length === 0
      ? []
      : [`create ${slots.length === 1 ? 'slot' : 'slots'} ${listNames(slots)}`]),
  ];
  return {
    id: 'prepare-target',
    action: { kind: 'prepare-target', names, slots },
    node: target,
    by: allowed ? 'sql' : 'person',
    words: `prepare ${safeName(target)}: ${does.join(', ')}`,
    exact: [...(names === null ? [] : setNamesSql(names)), ...slots.map(createSlotSql)],
    noReturn: false,
  };
}

export function verifyReceived(context: StepContext, primary: string): StepDraft {
  const { target } = context;
  return {
    id: 'verify-received',
    action: { kind: 'verify-received' },
    node: target,
    by: 'sql',
    words: `make sure that ${safeName(target)} has the last record of ${safeName(primary)}`,
    exact: commandWords(context, primary, ['control_data']),
    noReturn: false,
  };
}

export function promote(context: StepContext): StepDraft {
  const { target } = context;
  const { how, ...doing } = promotionOf(context);
  return {
    id: 'promote',
    action: { kind: 'promote', how },
    node: target,
    ...doing,
    words: `promote ${safeName(target)}`,
    noReturn: true,
  };
}

function promotionOf(
  context: StepContext,
): Pick<StepDraft, 'by' | 'exact'> & { readonly how: Promote['how'] } {
  const { target } = context;
  const major = viewOf(context, target)?.major ?? null;
  const isNew = major === null || major >= 12;
  if (isNew && may(context, target, (rights) => rights.promote === true)) {
    return { how: 'pg_promote', by: 'sql', exact: ['SELECT pg_promote(false)'] };
  }
  const file = context.input.facts.get(target)?.triggerFile ?? null;
  const byFile = file !== null && file !== '' && may(context, target, () => false);
  // A standby looks for the file every 5 s: a command is quicker where there is one.
  if (byFile && !hasCommands(context, target, 'promote')) {
    return {
      how: 'trigger-file',
      by: 'sql',
      exact: [`COPY (SELECT '') TO ${sqlLiteral(file)}`],
    };
  }
  return { how: 'pg_ctl', ...byHands(context, target, ['promote'], promoteByPerson) };
}

export function restoreSync(context: StepContext, names: string): StepDraft {
  const { target } = context;
  const allowed = may(
    context,
    target,
    (rights) => rights.alterSystem.synchronous_standby_names && rights.reload,
  );
  return {
    id: 'restore-sync',
    action: { kind: 'restore-sync', names },
    node: target,
    by: allowed ? 'sql' : 'person',
    words: `set synchronous_standby_names of ${safeName(target)} to ${quotedValue(names)} once those it names stream`,
    exact: setNamesSql(names),
    noReturn: false,
  };
}

export function verify(context: StepContext, nodes: readonly string[]): StepDraft {
  const { target } = context;
  const where = nodes.length === 0 ? '' : ` and see it arrive on ${listNames(nodes)}`;
  return {
    id: 'verify',
    action: { kind: 'verify', nodes },
    node: target,
    by: 'sql',
    words: `write on ${safeName(target)}${where}`,
    exact: [],
    noReturn: false,
  };
}
