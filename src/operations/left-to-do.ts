import { quotedValue } from '../replication/findings/setting-words.js';
import { listNames, safeName } from '../wording/safe-text.js';
import { formatCount } from '../wording/units.js';
import type { LeftToDo } from './model.js';
import type { RejoinVerdict } from './plan-model.js';
import { canLockOut, lockedOutLeft } from './steps/lock-out.js';
import { hasCommands, viewOf, type StepContext } from './steps/context.js';
import { createSlotSql, setNamesSql } from './steps/exact.js';
import { commandWords, placeOf, rejoinCommands, sourceOf } from './steps/hands.js';
import {
  onUpstream,
  rejoinByPerson,
  restartByPerson,
  settingsByPerson,
  type PersonSource,
} from './steps/person-commands.js';
import { slotInUse, slotOfOldPrimary } from './steps/slots.js';
import { demandOf, namesBefore, promisedNames } from './sync-after.js';

/** What the steps of this plan leave to a person, known before anything is done. */
export function leftToDo(context: StepContext): readonly LeftToDo[] {
  return [
    ...oldPrimaryLeft(context),
    ...standbysLeft(context),
    ...strangersLeft(context),
    ...namesLeft(context),
  ];
}

/** The names at the end promise less than before, because somebody is away: no step changes that. */
function namesLeft(context: StepContext): readonly LeftToDo[] {
  const { input, sync, primary, target } = context;
  if (primary === null || namesBefore(input) === null) return [];
  const nameOf = (node: string): string =>
    viewOf(context, node)?.declaration.applicationName ?? node;
  const major = viewOf(context, target)?.major ?? 18;
  const promised = promisedNames({
    before: sync.before,
    major,
    target: nameOf(target),
    primary: nameOf(primary),
  });
  const had = demandOf(sync.before, major, [])?.required ?? 0;
  const has = demandOf(sync.after, major, [])?.required ?? 0;
  if (promised === null || promised === sync.after || had === 0) return [];
  const name = safeName(target);
  const meanwhile =
    has === 0
      ? `commits wait for no standby, and what only ${name} has is lost with it`
      : has < had
        ? `commits wait for ${formatCount(has, 'standby')} instead of ${had}`
        : 'fewer standbys can confirm commits than before';
  return [
    {
      node: target,
      words: `Set synchronous_standby_names of ${name} to ${quotedValue(promised)} once those it names stream from it (${had} at least, or every commit hangs); until then ${meanwhile}.`,
      commands: setNamesSql(promised),
    },
  ];
}

/** The old primary after a promotion, or where nobody can say how it comes back. */
function oldPrimaryLeft(context: StepContext): readonly LeftToDo[] {
  const { primary, rejoin, input } = context;
  if (primary === null || rejoin === null) return [];
  if (input.kind === 'switchover' && rejoin.how !== 'by-hand') return [];
  const [name, target] = [safeName(primary), safeName(context.target)];
  const place = placeOf(context, primary);
  const slot = slotOfOldPrimary(context, primary);
  const source = sourceOf(context, primary, slot);
  const commands = rejoinCommands[rejoin.how];
  const exact =
    source === null
      ? []
      : hasCommands(context, primary, ...commands)
        ? [
            ...slotFirst(context, source),
            ...checkpointFirst(rejoin, source),
            ...commandWords(context, primary, commands, slot),
          ]
        : place === null || rejoin.how === 'by-hand'
          ? []
          : [...slotFirst(context, source), ...rejoinByPerson(rejoin.how, place, source)];
  if (canLockOut(context, primary)) {
    const words = rejoinSentences[rejoin.how](name, target);
    return lockedOutLeft(context, primary, { words, commands: exact });
  }
  return [
    {
      node: primary,
      words: `${input.kind === 'promote' ? `Keep ${name} from starting as a primary. ` : ''}${rejoinSentences[rejoin.how](name, target)}`,
      commands: exact,
    },
  ];
}

/** Right after a promotion pg_rewind says that there is nothing to do, and is wrong. */
function checkpointFirst({ how }: RejoinVerdict, source: PersonSource): readonly string[] {
  return how === 'rewind' ? [onUpstream(source, 'CHECKPOINT')] : [];
}

/** No step makes it: until its standby is there, it would keep WAL for nobody. */
function slotFirst(context: StepContext, source: PersonSource): readonly string[] {
  const { slot } = source;
  const there = viewOf(context, context.target)?.slots ?? [];
  if (slot === null || there.some(({ name }) => name === slot)) return [];
  return [onUpstream(source, createSlotSql(slot))];
}

const rejoinSentences = {
  follow: (name: string, target: string) =>
    `${name} can come back as a standby of ${target} as it is.`,
  rewind: (name: string, target: string) =>
    `Rewind ${name}, then start it as a standby of ${target}.`,
  reclone: (name: string, target: string) =>
    `Clone ${name} anew from ${target}, then start it as its standby.`,
  'by-hand': (name: string, target: string) =>
    `Whether ${name} has to be rewound or cloned anew before it can follow ${target} is not known: compare the end of its WAL with where the timelines part.`,
} as const;

/** Standbys that answer, or run cold, and that no step points at the new primary. */
function standbysLeft(context: StepContext): readonly LeftToDo[] {
  return context.nodes.flatMap(({ name, part, upstream, role }) => {
    const node = viewOf(context, name);
    const isLeft = part === 'left-out' && role === 'standby' && name !== context.primary;
    if (!isLeft || node === undefined || node.foreign) return [];
    if (node.upstream?.kind === 'archive') {
      return [
        {
          node: name,
          words: `${safeName(name)} is fed from an archive: make sure that ${safeName(context.target)} archives to where it reads from.`,
          commands: [],
        },
      ];
    }
    const place = placeOf(context, name);
    const source = sourceOf(context, name, slotInUse(context.input, node));
    if (place === null || source === null) return [];
    return [
      {
        node: name,
        words: `Point ${safeName(name)} at ${safeName(context.target)}: ${whyLeft(node.reach.kind, upstream)}.`,
        commands: [
          ...slotFirst(context, source),
          ...settingsByPerson(place, source),
          ...restartByPerson(place),
        ],
      },
    ];
  });
}

function whyLeft(reach: string, upstream: string | null): string {
  if (reach === 'cold') return 'it is a cold standby, which pgrepl can neither ask nor tell';
  if (reach !== 'answers') return 'it does not answer';
  return `it receives from ${upstream === null ? 'an unknown source' : safeName(upstream)}`;
}

/** Standbys of the old primary that the configuration does not know. */
function strangersLeft(context: StepContext): readonly LeftToDo[] {
  const { primary, input } = context;
  const strangers = input.topology.unmanaged.filter(({ upstream }) => upstream === primary);
  if (primary === null || strangers.length === 0) return [];
  const names = listNames(strangers.map(({ applicationName }) => applicationName));
  return [
    {
      node: primary,
      words: `${names}, which pgrepl's configuration does not know, received from ${safeName(primary)}: point ${strangers.length === 1 ? 'it' : 'them'} at ${safeName(context.target)}.`,
      commands: [],
    },
  ];
}
