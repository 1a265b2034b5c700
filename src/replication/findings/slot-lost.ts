import { pastedLiteral } from '../../wording/pasted.js';
import { safeName } from '../../wording/safe-text.js';
import { invalidationWords } from '../../wording/slot-words.js';
import type { Topology } from '../topology/model.js';
import { candidate, sinceOf } from './candidate.js';
import { connectionOf, isInvisible } from './connection.js';
import { cannotCatchUp } from './lost-wal.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import type { SlotSeat } from './slot-look.js';
import {
  dropSlot,
  hasLostWal,
  isLostSlot,
  judgedSlots,
  slotCauses,
  slotSubject,
  slotVerdict,
  slotWords,
} from './slot-look.js';

const kind = 'slot-lost';

/** PostgreSQL has given a slot up: whoever read from it can't go on where it stopped. */
export const slotLost: Rule = {
  kind,
  rank: 17,
  find: (context) =>
    isInvisible(context.topology)
      ? []
      : judgedSlots(context.topology)
          .filter((seat) => isLostSlot(seat.slot) && !isToldWithStandby(context.topology, seat))
          .map((seat) => lost(context, seat)),
  verdict: ({ topology }, finding) => slotVerdict(topology, finding),
};

/** `standby-cannot-catch-up` says the same of the standby, and what to do. */
function isToldWithStandby(topology: Topology, { owner }: SlotSeat): boolean {
  return owner !== null && cannotCatchUp(topology, owner) !== null;
}

function lost(context: RuleContext, seat: SlotSeat): Candidate {
  const { topology } = context;
  const { node, slot, owner } = seat;
  const subject = slotSubject(seat);
  const streams = owner !== null && connectionOf(topology, owner).kind === 'receiving';
  const isNeeded = node.role === 'primary' && (slot.kind === 'logical' || owner !== null);
  return candidate(context, {
    kind,
    subject,
    severity: isNeeded && !streams ? 'critical' : 'warning',
    since: sinceOf(context, kind, subject),
    causes: slotCauses(topology, seat),
    what: `${slotWords(seat)} is lost: ${invalidationWords(slot.invalidationReason)}.`,
    consequence: consequence(seat, streams),
    next: nextSentence(seat, streams),
    evidence: {
      node: node.name,
      slot: slot.name,
      slotKind: slot.kind,
      invalidationReason: slot.invalidationReason,
      standby: owner?.name ?? null,
    },
    holdMs: 0,
    clearMs: context.thresholds(node.name).clearForMs,
  });
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
