import { pastedLiteral } from '../../wording/pasted.js';
import { safeName } from '../../wording/safe-text.js';
import { idleWords } from '../../wording/slot-words.js';
import { formatBytes, formatDuration } from '../../wording/units.js';
import { idleLimit } from '../idle-slots.js';
import type { Slot } from '../observation.js';
import type { NodeView, Topology } from '../topology/model.js';
import { nodeCause } from './candidate.js';
import { connectionOf, isCutOff, isInvisible, judgedStandbys } from './connection.js';
import { answers, nodeNamed, slotFor } from './look.js';
import type { Finding, Verdict } from './model.js';

/** A slot, the node that has it, and the standby that it is for, if that is known. */
export interface SlotSeat {
  readonly node: NodeView;
  readonly slot: Slot;
  readonly owner: NodeView | null;
}

/**
 * The slots that are judged: of nodes that answer, but for temporary ones, which a base backup or a
 * session takes along when it ends, and for copies of failover slots, which a standby keeps up. The
 * copies stay marked as such after its promotion (`pg_replication_slots.synced`, 17+), but then they
 * are the slots that subscribers read from.
 */
export function judgedSlots(topology: Topology): readonly SlotSeat[] {
  const owners = new Map<Slot, NodeView>();
  for (const standby of judgedStandbys(topology)) {
    const slot = slotFor(topology, standby);
    if (slot !== null && !owners.has(slot)) owners.set(slot, standby);
  }
  return topology.nodes.flatMap((node) =>
    answers(node) && !node.foreign
      ? node.slots
          .filter(({ temporary, synced }) => !temporary && !(synced && node.role === 'standby'))
          .map((slot) => ({ node, slot, owner: owners.get(slot) ?? null }))
      : [],
  );
}

/** Slots have names of their own on each node. */
export function slotSubject({ node, slot }: SlotSeat): string {
  return `${node.name}/${slot.name}`;
}

/** What is said of one slot belongs together, and to the loss of the standby that it is for. */
export function slotCauses(topology: Topology, seat: SlotSeat): readonly string[] {
  const { owner } = seat;
  const isLost = owner !== null && isCutOff(connectionOf(topology, owner));
  return [`slot:${slotSubject(seat)}`, ...(isLost ? [nodeCause(owner.name)] : [])];
}

/** `Slot s1 on pg1`, `Logical slot cdc on pg1`. */
export function slotWords({ node, slot }: SlotSeat): string {
  const kind = slot.kind === 'logical' ? 'Logical slot' : 'Slot';
  return `${kind} ${safeName(slot.name)} on ${safeName(node.name)}`;
}

/** True if PostgreSQL has given the slot up: it keeps nothing any more. */
export function isLostSlot({ walStatus, invalidationReason }: Slot): boolean {
  return walStatus === 'lost' || invalidationReason !== null;
}

/**
 * True if the WAL that it was to keep is gone. Of a slot that was given up for another reason, as for
 * nobody read from it (`idle_timeout`, 18+), all of it may still be there.
 */
export function hasLostWal(slot: Slot): boolean {
  return isLostSlot(slot) && (slot.invalidationReason ?? 'wal_removed') === 'wal_removed';
}

/**
 * True for the copy of a failover slot (17+) that stands in for its original after a promotion: until it
 * has been brought up to that it is temporary ("Logical Replication Failover").
 */
export function isReadyCopy(slot: Slot): boolean {
  return slot.synced && !slot.temporary && !isLostSlot(slot);
}

export function retained({ slot }: SlotSeat): string {
  return slot.retainedBytes === null ? 'WAL' : `${formatBytes(slot.retainedBytes)} of WAL`;
}

/**
 * How long until a slot that nobody reads loses its WAL, ms, if the primary goes on writing as it
 * does; null without a bound, for a slot that is read, and where the rate is not known or nothing.
 */
export function timeLeftMs(topology: Topology, { slot }: SlotSeat): number | null {
  const rate = topology.writeRate?.bytesPerSecond ?? 0;
  if (slot.active || slot.safeWalSizeBytes === null || rate <= 0) return null;
  return (Math.max(0, slot.safeWalSizeBytes) / rate) * 1000;
}

/** What the WAL that a slot keeps comes to in the end: a bound of size or time, or the end of the disk. */
export function limitSentence(topology: Topology, seat: SlotSeat): string {
  const { slot } = seat;
  const node = safeName(seat.node.name);
  const left = timeLeftMs(topology, seat);
  if (slot.safeWalSizeBytes !== null) {
    const bytes = formatBytes(Math.max(0, slot.safeWalSizeBytes));
    const when = left === null ? '' : `, in ${formatDuration(left)} at the present rate`;
    const idle = idleClause(topology, seat);
    return `After ${bytes} more it loses what it keeps (\`max_slot_wal_keep_size\`)${when}${idle === null ? '' : `; and ${idle}`}`;
  }
  const rate = topology.writeRate?.bytesPerSecond ?? null;
  const grows =
    rate === null || rate <= 0 || slot.active
      ? ''
      : `, at the present rate by ${formatBytes(rate * 3600)} an hour`;
  const idle = idleClause(topology, seat);
  return idle === null
    ? `Nothing bounds it: it grows${grows}, until the disk of ${node} is full and ${node} stops`
    : `It grows${grows}, but not for ever: ${idle} and keeps nothing for it any more`;
}

/** When it is given up because nobody reads from it; null while somebody does. */
function idleClause({ at }: Topology, { node, slot }: SlotSeat): string | null {
  const idle = slot.active ? null : idleLimit(node, slot, at);
  return idle === null ? null : idleWords(idle);
}

/** How to be rid of a slot that nobody needs any more. */
export function dropSlot({ node, slot }: SlotSeat): string {
  return `\`SELECT pg_drop_replication_slot(${pastedLiteral(slot.name) ?? '…'})\` on ${safeName(node.name)}`;
}

/** A slot that was dropped is over; while its node is silent nobody can tell. */
export function slotVerdict(topology: Topology, finding: Finding): Verdict {
  const [name = '', slot = ''] = (finding.subject ?? '').split('/');
  const node = nodeNamed(topology, name);
  if (node === null || node.foreign) return 'over';
  if (isInvisible(topology) || !answers(node)) return 'unknown';
  return node.slots.some((each) => each.name === slot) ? 'gone' : 'over';
}
