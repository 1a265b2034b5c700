import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { Topology } from '../topology/model.js';
import { candidate, sinceOf } from './candidate.js';
import { connectionOf, isCutOff, isInvisible } from './connection.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import type { SlotSeat } from './slot-look.js';
import {
  dropSlot,
  isLostSlot,
  judgedSlots,
  limitSentence,
  retained,
  slotCauses,
  slotSubject,
  slotVerdict,
  slotWords,
} from './slot-look.js';

const kind = 'slot-inactive';

/** A slot of the primary that nobody reads from, and that keeps WAL all the same. */
export const slotInactive: Rule = {
  kind,
  rank: 14,
  find: (context) =>
    isInvisible(context.topology)
      ? []
      : judgedSlots(context.topology)
          .filter((seat) => isForgotten(context.topology, seat))
          .map((seat) => inactive(context, seat)),
  verdict: ({ topology }, finding) => slotVerdict(topology, finding),
};

/**
 * On a standby inactive slots are usual: they wait for its promotion. One that never kept anything
 * costs nothing, and that of a standby which is lost is told of with the loss.
 */
function isForgotten(topology: Topology, { node, slot, owner }: SlotSeat): boolean {
  if (node.role !== 'primary' || slot.active || slot.restartLsn === null) return false;
  if (isLostSlot(slot)) return false;
  return owner === null || !isCutOff(connectionOf(topology, owner));
}

function inactive(context: RuleContext, seat: SlotSeat): Candidate {
  const { topology, now } = context;
  const { node, slot } = seat;
  const thresholds = context.thresholds(node.name);
  const subject = slotSubject(seat);
  const since = sinceOf(context, kind, subject, slot.inactiveSince);
  return candidate(context, {
    kind,
    subject,
    severity: 'warning',
    since,
    causes: slotCauses(topology, seat),
    what: `${slotWords(seat)} has had no reader since ${formatUtcTime(since, now)} and keeps ${retained(seat)}.`,
    consequence: `${limitSentence(topology, seat)}.`,
    next: nextSentence(seat),
    evidence: {
      node: node.name,
      slot: slot.name,
      slotKind: slot.kind,
      retainedBytes: slot.retainedBytes,
      safeWalSizeBytes: slot.safeWalSizeBytes,
      standby: seat.owner?.name ?? null,
    },
    holdMs: thresholds.slotInactiveForMs,
    clearMs: thresholds.clearForMs,
  });
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
