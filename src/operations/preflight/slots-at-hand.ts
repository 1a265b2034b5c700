import type { Slot } from '../../replication/observation.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import type { CheckId, CheckResult } from '../check.js';
import { dropSlotSql } from '../steps/exact.js';
import type { CheckContext } from './context.js';
import { comesBack } from './context.js';
import { blockUnlessForced, warn } from './result.js';

const id: CheckId = 'walsenders-and-slots';

/** Slots on the target that have the name of one that is needed there, and can't be it. */
export function slotsInTheWay(context: CheckContext): readonly CheckResult[] {
  const { target, steps } = context;
  const needed = steps.flatMap(({ action }) =>
    action.kind === 'repoint' || action.kind === 'rejoin' ? [action.slot] : [],
  );
  const name = safeName(target.name);
  return target.slots.flatMap((slot) => {
    const why = needed.includes(slot.name) ? whyUnusable(slot) : null;
    if (why === null) return [];
    return [
      blockUnlessForced(
        context,
        id,
        `Slot ${safeName(slot.name)} is there on ${name} already, and ${why}: who is to receive by it could not.`,
        `Drop it on ${name} if nobody needs it (\`${dropSlotSql(slot.name)}\`), or give one of the two another name.`,
      ),
    ];
  });
}

function whyUnusable(slot: Slot): string | null {
  if (slot.kind === 'logical') return 'is a logical one';
  if (isLost(slot)) return 'has lost WAL that it was to keep';
  return slot.active ? 'somebody else reads by it' : null;
}

function isLost({ walStatus, invalidationReason }: Slot): boolean {
  return walStatus === 'lost' || invalidationReason !== null;
}

/**
 * Logical slots of the old primary are not replicated with the rest. From 17 on those made for it are
 * copied to a standby that asks for that, and serve there after its promotion.
 */
export function logicalSlotsLeft(context: CheckContext): readonly CheckResult[] {
  const { primary, target } = context;
  if (primary === null) return [];
  const copied = target.slots.filter((slot) => slot.synced && !slot.temporary && !isLost(slot));
  const left = primary.slots.filter(
    ({ kind, temporary, name }) =>
      kind === 'logical' && !temporary && !copied.some((copy) => copy.name === name),
  );
  if (left.length === 0) return [];
  const [from, to] = [safeName(primary.name), safeName(target.name)];
  const isOne = left.length === 1;
  const which = `${isOne ? 'The logical slot' : 'The logical slots'} ${listNames(left.map(({ name }) => name))}`;
  const stays = comesBack(context)
    ? `, and ${isOne ? 'it goes' : 'they go'} on keeping WAL on ${from}`
    : '';
  return [
    warn(
      id,
      `${which} of ${from} ${isOne ? 'does' : 'do'} not come along, for ${to} has no synchronised copy: who reads changes by ${isOne ? 'it' : 'them'} is cut off${stays}.`,
      `Let each subscriber begin anew on ${to} afterwards, and drop on ${from} what nobody reads any more (${left
        .slice(0, 3)
        .map(({ name }) => `\`${dropSlotSql(name)}\``)
        .join(
          ', ',
        )}); from 17 on a slot with \`failover = true\` comes along where the standby has \`sync_replication_slots = on\`.`,
    ),
  ];
}
