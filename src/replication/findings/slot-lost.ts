import { pastedLiteral } from '../../wording/pasted.js';
import { safeName } from '../../wording/safe-text.js';
import { invalidationWords } from '../../wording/slot-words.js';
import type { Topology } from '../topology/model.js';
import { connectionOf } from './connection.js';
import { cannotCatchUp } from './lost-wal.js';
import type { SlotSeat } from './slot-look.js';
import { dropSlot, hasLostWal, isLostSlot, slotWords } from './slot-look.js';
import { slotRule } from './slot-rule.js';

/** PostgreSQL has given a slot up: whoever read from it can't go on where it stopped. */
export const slotLost = slotRule({
  kind: 'slot-lost',
  rank: 17,
  judge: ({ topology }, seat) => {
    const { node, slot, owner } = seat;
    if (!isLostSlot(slot) || isToldWithStandby(topology, seat)) return null;
    const streams = owner !== null && connectionOf(topology, owner).kind === 'receiving';
    const isNeeded = node.role === 'primary' && (slot.kind === 'logical' || owner !== null);
    const why = invalidationWords(slot.invalidationReason);
    return {
      severity: isNeeded && !streams ? 'critical' : 'warning',
      what: () => `${slotWords(seat)} is lost: ${why}.`,
      consequence: consequence(seat, streams),
      next: nextSentence(seat, streams),
      evidence: { invalidationReason: slot.invalidationReason },
      holdMs: 0,
    };
  },
});

/** `standby-cannot-catch-up` says the same of the standby, and what to do. */
function isToldWithStandby(topology: Topology, { owner }: SlotSeat): boolean {
  return owner !== null && cannotCatchUp(topology, owner) !== null;
}

function consequence({ slot, owner }: SlotSeat, streams: boolean): string {
  if (slot.kind === 'logical') {
    return 'Its subscriber gets nothing any more, and what it has missed is nowhere to be had.';
  }
  if (owner === null)
    return 'Nothing is kept for it any more; whoever read from it can use it no more.';
  const name = safeName(owner.name);
  if (!hasLostWal(slot) && !streams) {
    return `No WAL is kept for ${name} any more, and it can't stream by this slot; what it needs may still be there, but each checkpoint may remove it.`;
  }
  return streams
    ? `${name} streams all the same, but no WAL is kept for it: after the next break it may have to be cloned anew.`
    : `${name} can come back from an archive alone; without one it must be cloned anew.`;
}

function nextSentence(seat: SlotSeat, streams: boolean): string {
  const { slot, owner } = seat;
  if (slot.kind === 'logical') {
    return `Drop it with ${dropSlot(seat)}, create the subscription anew and copy its tables anew.`;
  }
  if (owner === null) return `Drop it with ${dropSlot(seat)}.`;
  const name = safeName(owner.name);
  // A new slot is enough as long as the WAL is there: it is held again once the standby streams.
  return hasLostWal(slot) || streams
    ? `Drop it with ${dropSlot(seat)}, and create it anew if ${name} is to have one.`
    : `Drop the slot with ${dropSlot(seat)} and create it anew with \`SELECT pg_create_physical_replication_slot(${pastedLiteral(slot.name) ?? '…'}, true)\`, then bring ${name} back.`;
}
