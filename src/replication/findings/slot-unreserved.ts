import { formatBytes } from '../../wording/units.js';
import type { Settings } from '../observation.js';
import { candidate, sinceOf } from './candidate.js';
import { isInvisible } from './connection.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import type { SlotSeat } from './slot-look.js';
import {
  isLostSlot,
  judgedSlots,
  retained,
  slotCauses,
  slotSubject,
  slotVerdict,
  slotWords,
} from './slot-look.js';

const kind = 'slot-unreserved';

/** A slot keeps more than it may: the next checkpoint can take from it what its reader needs. */
export const slotUnreserved: Rule = {
  kind,
  rank: 16,
  find: (context) =>
    isInvisible(context.topology)
      ? []
      : judgedSlots(context.topology)
          .filter(({ slot }) => slot.walStatus === 'unreserved' && !isLostSlot(slot))
          .map((seat) => unreserved(context, seat)),
  verdict: ({ topology }, finding) => slotVerdict(topology, finding),
};

function unreserved(context: RuleContext, seat: SlotSeat): Candidate {
  const { topology } = context;
  const { node, slot } = seat;
  const subject = slotSubject(seat);
  const reader = slot.kind === 'logical' ? 'subscriber' : 'standby';
  return candidate(context, {
    kind,
    subject,
    severity: 'critical',
    since: sinceOf(context, kind, subject),
    causes: slotCauses(topology, seat),
    what: `${slotWords(seat)} keeps ${retained(seat)}, more than ${bound(node.settings)} allows: the next checkpoint may remove what its ${reader} still needs.`,
    consequence: `Once it is removed the slot is lost, and its ${reader} ${slot.kind === 'logical' ? 'must be set up anew' : 'must be cloned anew unless an archive has it'}.`,
    next: `Let the ${reader} read now; or, if the disk has room, raise the bound: \`ALTER SYSTEM SET max_slot_wal_keep_size = '…'\` and \`SELECT pg_reload_conf()\`.`,
    evidence: {
      node: node.name,
      slot: slot.name,
      slotKind: slot.kind,
      active: slot.active,
      retainedBytes: slot.retainedBytes,
      safeWalSizeBytes: slot.safeWalSizeBytes,
      standby: seat.owner?.name ?? null,
    },
    holdMs: 0,
    clearMs: context.thresholds(node.name).clearForMs,
  });
}

function bound(settings: Settings | null): string {
  const bytes = settings?.maxSlotWalKeepBytes ?? null;
  return bytes === null || bytes < 0
    ? '`max_slot_wal_keep_size`'
    : `\`max_slot_wal_keep_size\` (${formatBytes(bytes)})`;
}
