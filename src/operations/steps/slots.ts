import type { NodeView } from '../../replication/topology/model.js';
import type { PlanInput } from '../facts.js';
import { viewOf, withPart, type PlanSides } from './context.js';

/**
 * The slot that a standby asks its upstream for: as its setting says (12+), as its walreceiver or the
 * upstream's walsender shows it; null if it uses none, or none is visible.
 */
export function slotInUse(input: PlanInput, node: NodeView | undefined): string | null {
  if (node === undefined) return null;
  const state = input.states.get(node.name)?.state;
  const receiver = state?.role.kind === 'standby' ? state.role.receiver : null;
  const candidates = [
    state?.settings.primarySlotName,
    receiver?.details?.slotName,
    node.senderRow?.slotName,
  ];
  return candidates.find((name) => name !== undefined && name !== null && name !== '') ?? null;
}

/** The slots that followers read from on the old primary, by follower. */
export function followerSlots(context: PlanSides): ReadonlyMap<string, string> {
  return new Map(
    withPart(context, 'follower').flatMap((name) => {
      const slot = slotInUse(context.input, viewOf(context, name));
      return slot === null ? [] : [[name, slot] as const];
    }),
  );
}

/** The old primary gets a slot if the target, whose place it takes, had one. */
export function slotOfOldPrimary(context: PlanSides, primary: string): string | null {
  const target = viewOf(context, context.target);
  const used = slotInUse(context.input, target);
  if (target === undefined || used === null) return null;
  return slotForOldPrimary(used, target, primary, [...followerSlots(context).values()]);
}

/** PostgreSQL allows lower-case letters, digits and underscores in a slot's name, 63 at most. */
const longestSlotName = 63;

/**
 * The name of the slot that the old primary gets on the new one: made of its own name as that of its
 * predecessor was made of the predecessor's (`s1` or `s1_slot`, say), else its name alone.
 *
 * @param taken names that other standbys' slots have on the new primary
 */
export function slotForOldPrimary(
  used: string,
  target: NodeView,
  primary: string,
  taken: readonly string[],
): string {
  const own = [target.name, target.declaration.applicationName].map(asSlotName);
  const stem = own.find((name) => name !== '' && used.includes(name));
  const base = asSlotName(primary);
  const name = (stem === undefined ? base : used.replace(stem, base)).slice(0, longestSlotName);
  return taken.includes(name) ? `${name.slice(0, longestSlotName - 4)}_old` : name;
}

function asSlotName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}
