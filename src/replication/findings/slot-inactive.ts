import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { Topology } from '../topology/model.js';
import { connectionOf, isCutOff } from './connection.js';
import type { SlotSeat } from './slot-look.js';
import { dropSlot, isLostSlot, limitSentence, retained, slotWords } from './slot-look.js';
import { slotRule } from './slot-rule.js';

/** A slot of the primary that nobody reads from, and that keeps WAL all the same. */
export const slotInactive = slotRule({
  kind: 'slot-inactive',
  rank: 14,
  judge: ({ topology, now, thresholds }, seat) => {
    const { node, slot } = seat;
    if (!isForgotten(topology, seat)) return null;
    return {
      severity: 'warning',
      since: slot.inactiveSince,
      what: (since) =>
        `${slotWords(seat)} has had no reader since ${formatUtcTime(since, now)} and keeps ${retained(seat)}.`,
      consequence: `${limitSentence(topology, seat)}.`,
      next: nextSentence(seat),
      evidence: { retainedBytes: slot.retainedBytes, safeWalSizeBytes: slot.safeWalSizeBytes },
      holdMs: thresholds(node.name).slotInactiveForMs,
    };
  },
});

/**
 * On a standby inactive slots are usual: they wait for its promotion. One that never kept anything
 * costs nothing, and that of a standby which is lost is told of with the loss.
 */
function isForgotten(topology: Topology, { node, slot, owner }: SlotSeat): boolean {
  if (node.role !== 'primary' || slot.active || slot.restartLsn === null) return false;
  if (isLostSlot(slot)) return false;
  return owner === null || !isCutOff(connectionOf(topology, owner));
}

function nextSentence(seat: SlotSeat): string {
  const { slot, owner } = seat;
  if (slot.kind === 'logical') {
    return `Bring its subscriber back; if there is none any more, drop the subscription, or the slot with ${dropSlot(seat)}.`;
  }
  return owner === null
    ? `Find out what reads from it; if that is gone for good, drop the slot with ${dropSlot(seat)}.`
    : `Look whether \`primary_slot_name\` of ${safeName(owner.name)} names it; if ${safeName(owner.name)} streams without it on purpose, drop the slot with ${dropSlot(seat)}.`;
}
