import { safeName } from '../../wording/safe-text.js';
import type { StepAction } from '../step-action.js';
import { canRestart, hasCommands, may, viewOf, type PlanSides } from './context.js';
import type { StepDraft } from './draft.js';
import { reloadSql, sqlLiteral } from './exact.js';
import { commandWords, placeOf, restartCommands, sourceOf } from './hands.js';
import { restartByPerson, settingsByPerson } from './person-commands.js';

type Repoint = Extract<StepAction, { kind: 'repoint' }>;

export function repoint(context: PlanSides, node: string, slot: string | null): StepDraft {
  const { target } = context;
  const major = viewOf(context, node)?.major ?? null;
  const how: Repoint['how'] =
    major === null || major >= 13 ? 'reload' : major === 12 ? 'restart' : 'recovery.conf';
  const restarts = how === 'reload' ? '' : ', which restarts it';
  return {
    id: `repoint:${node}`,
    action: { kind: 'repoint', upstream: target, slot, how },
    node,
    ...repointDoing(context, node, how, slot),
    words: `point ${safeName(node)} at ${safeName(target)}${restarts}`,
    noReturn: false,
  };
}

function repointDoing(
  context: PlanSides,
  node: string,
  how: Repoint['how'],
  slot: string | null,
): Pick<StepDraft, 'by' | 'exact' | 'byHand'> {
  const settings = [
    ...setConninfo(context, node, slot),
    ...(slot === null ? [] : [`ALTER SYSTEM SET primary_slot_name = ${sqlLiteral(slot)}`]),
  ];
  const alters = may(
    context,
    node,
    ({ alterSystem }) =>
      alterSystem.primary_conninfo && (slot === null || alterSystem.primary_slot_name),
  );
  const restarting = restartCommands(context, node);
  if (how === 'reload' && alters && may(context, node, ({ reload }) => reload)) {
    return { by: 'sql', exact: [...settings, reloadSql] };
  }
  if (how === 'restart' && alters) {
    return canRestart(context, node)
      ? { by: 'command', exact: [...settings, ...commandWords(context, node, restarting)] }
      : {
          by: 'person',
          exact: [...settings, ...personWords(context, node, slot, 'restart')],
          byHand: personWords(context, node, slot, 'restart'),
        };
  }
  if (hasCommands(context, node, 'make_standby') && canRestart(context, node)) {
    return {
      by: 'command',
      exact: commandWords(context, node, ['make_standby', ...restarting], slot),
    };
  }
  return { by: 'person', exact: personWords(context, node, slot, 'settings') };
}

function personWords(
  context: PlanSides,
  node: string,
  slot: string | null,
  what: 'settings' | 'restart',
): readonly string[] {
  const place = placeOf(context, node);
  const source = sourceOf(context, node, slot);
  if (place === null || source === null) return [];
  const settings = what === 'settings' ? settingsByPerson(place, source) : [];
  return [...settings, ...restartByPerson(place)];
}

function setConninfo(context: PlanSides, node: string, slot: string | null): readonly string[] {
  const source = sourceOf(context, node, slot);
  return source === null
    ? []
    : [`ALTER SYSTEM SET primary_conninfo = ${sqlLiteral(source.conninfo)}`];
}
