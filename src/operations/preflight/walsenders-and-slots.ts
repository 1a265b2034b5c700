import { safeName } from '../../wording/safe-text.js';
import { formatCount } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { factsOf, newcomers, stateOf } from './context.js';
import { blockSwitchover, pass, warn } from './result.js';
import { logicalSlotsLeft, slotsInTheWay } from './slots-at-hand.js';

const id = 'walsenders-and-slots';

/** Whether the target can feed all that will receive from it, and what it can't take over. */
export function walsendersAndSlots(context: CheckContext): readonly CheckResult[] {
  const inTheWay = slotsInTheWay(context);
  return [
    ...(inTheWay.length === 0 ? [roomForAll(context)] : inTheWay),
    ...logicalSlotsLeft(context),
  ];
}

function roomForAll(context: CheckContext): CheckResult {
  const { target } = context;
  const name = safeName(target.name);
  const settings = stateOf(context, target)?.settings ?? null;
  const facts = factsOf(context, target);
  const [comers, slots] = [newcomers(context).length, newSlots(context)];
  if (settings?.walLevel === 'minimal') {
    return blockSwitchover(
      context,
      id,
      `${name} has \`wal_level = minimal\`: no standby can receive from it.`,
      `Set \`wal_level = replica\` on ${name} and restart it.`,
    );
  }
  const rooms = [
    room('walsender', settings?.maxWalSenders, facts?.walSendersUsed, comers, 'max_wal_senders'),
    room('slot', settings?.maxReplicationSlots, facts?.slotsUsed, slots, 'max_replication_slots'),
  ].filter(({ needs }) => needs > 0);
  const short = rooms.filter(({ free, needs }) => free !== null && free < needs);
  if (short.length > 0) {
    const lacks = short.map(
      ({ noun, free, needs, setting }) =>
        `${formatCount(free ?? 0, `free ${noun}`)} for ${needs} (\`${setting}\`)`,
    );
    return blockSwitchover(
      context,
      id,
      `${name} has only ${lacks.join(' and ')}: not everybody could follow.`,
      `Raise ${short.map(({ setting }) => `\`${setting}\``).join(' and ')} on ${name} and restart it, and on the standbys before.`,
    );
  }
  const level = settings?.walLevel ?? null;
  if (level === null || rooms.some(({ free }) => free === null)) {
    return warn(
      id,
      `Whether ${name} has room for ${formatCount(comers, 'more walsender')} and ${formatCount(slots, 'more slot')} is not known.`,
      `Compare \`max_wal_senders\` and \`max_replication_slots\` on ${name} with what is in use.`,
    );
  }
  if (rooms.length === 0) return pass(id, `Nobody new receives from ${name}.`);
  const has = rooms.map(
    ({ noun, free, needs }) => `${formatCount(free ?? 0, `free ${noun}`)} for ${needs}`,
  );
  return pass(id, `${name} has ${has.join(' and ')}.`);
}

interface Room {
  readonly noun: string;
  /** Null if not known. */
  readonly free: number | null;
  readonly needs: number;
  readonly setting: string;
}

function room(
  noun: string,
  most: number | null | undefined,
  used: number | null | undefined,
  needs: number,
  setting: string,
): Room {
  const isKnown = most !== null && most !== undefined && used !== null && used !== undefined;
  return { noun, free: isKnown ? Math.max(0, most - used) : null, needs, setting };
}

/** Slots that the plan creates on the target. */
function newSlots({ steps }: CheckContext): number {
  return steps.reduce(
    (sum, { action }) => (action.kind === 'prepare-target' ? sum + action.slots.length : sum),
    0,
  );
}
