import { listNames, safeName } from '../../wording/safe-text.js';
import type { RejoinVerdict } from '../plan-model.js';
import { hasCommands, may, type StepContext } from './context.js';
import type { StepDraft } from './draft.js';
import { dropSlotSql } from './exact.js';
import { canLockOut, letInWords, lockOutSql } from './lock-out.js';
import { byHands, rejoinCommands, sourceOf } from './hands.js';
import { rejoinByPerson, startByPerson, stopByPerson } from './person-commands.js';

/** Null if the role may not: then the stop's own checkpoint takes longer. */
export function checkpoint(context: StepContext, primary: string): StepDraft | null {
  if (!may(context, primary, (rights) => rights.checkpoint)) return null;
  // The target's own follows, where a restart point of it is to show what it has.
  const target = hasCommands(context, primary, 'control_data') ? null : context.target;
  const there = target === null ? '' : ` and its proof on ${safeName(target)} quick`;
  return {
    id: 'checkpoint',
    action: { kind: 'checkpoint', target },
    node: primary,
    by: 'sql',
    words: `write a checkpoint on ${safeName(primary)}, so that its stop is short${there}`,
    exact: target === null ? ['CHECKPOINT'] : ['CHECKPOINT', `CHECKPOINT (on ${safeName(target)})`],
    noReturn: false,
  };
}

export function stop(context: StepContext, primary: string): StepDraft {
  return {
    id: 'stop',
    action: { kind: 'stop', startAgain: startWords(context, primary) },
    node: primary,
    ...byHands(context, primary, ['stop'], stopByPerson),
    words: `stop ${safeName(primary)} fast and cleanly`,
    noReturn: false,
  };
}

/** By a command, else by SQL, which keeps out clients alone, else by a person. */
export function fence(context: StepContext, primary: string): StepDraft {
  const node = primary;
  if (canLockOut(context, primary)) {
    return {
      id: 'fence',
      action: { kind: 'fence', letIn: letInWords(context, primary) },
      node,
      by: 'sql',
      words: `lock every client out of ${safeName(primary)}, which goes on running`,
      exact: lockOutSql(context, primary),
      noReturn: false,
    };
  }
  const { forced, fenceFailed } = context.input;
  const mayFail = forced && fenceFailed?.node === primary;
  return {
    id: 'fence',
    action: {
      kind: 'fence',
      startAgain: startWords(context, primary),
      ...(mayFail ? { mayFail } : {}),
    },
    node,
    ...byHands(context, primary, ['fence'], stopByPerson),
    words: `${mayFail ? 'try once more to ' : ''}make sure that ${safeName(primary)} accepts no write`,
    noReturn: false,
  };
}

function startWords(context: StepContext, primary: string): readonly string[] {
  return byHands(context, primary, ['start'], startByPerson).exact;
}

export function rejoin(
  context: StepContext,
  primary: string,
  how: RejoinVerdict['how'],
  slot: string | null,
): StepDraft {
  const { target } = context;
  const source = sourceOf(context, primary, slot);
  return {
    id: 'rejoin',
    action: { kind: 'rejoin', how, upstream: target, slot },
    node: primary,
    ...byHands(
      context,
      primary,
      rejoinCommands[how],
      (place) => (source === null ? [] : rejoinByPerson(how, place, source)),
      slot,
    ),
    words: `bring ${safeName(primary)} back as a standby of ${safeName(target)}${rejoinWords[how]}`,
    noReturn: false,
  };
}

const rejoinWords: Readonly<Record<RejoinVerdict['how'], string>> = {
  follow: '',
  rewind: ', rewound',
  reclone: ', cloned anew',
  'by-hand': '',
};

export function dropSlots(
  context: StepContext,
  primary: string,
  slots: readonly string[],
): StepDraft | null {
  if (slots.length === 0) return null;
  const allowed = may(context, primary, (rights) => rights.replication);
  return {
    id: 'drop-slots',
    action: { kind: 'drop-slots', slots },
    node: primary,
    by: allowed ? 'sql' : 'person',
    words: `drop ${slots.length === 1 ? 'slot' : 'slots'} ${listNames(slots)} on ${safeName(primary)}: nobody reads from there any more`,
    exact: slots.map(dropSlotSql),
    noReturn: false,
  };
}
