import { formatBytes, formatDuration } from '../../wording/units.js';
import { candidate, findingKey, sinceOf } from './candidate.js';
import { isInvisible } from './connection.js';
import type { Candidate, Rule, RuleContext, Severity } from './model.js';
import type { SlotSeat } from './slot-look.js';
import {
  dropSlot,
  isLostSlot,
  judgedSlots,
  limitSentence,
  slotCauses,
  slotSubject,
  slotVerdict,
  slotWords,
  timeLeftMs,
} from './slot-look.js';

const kind = 'slot-retaining';

/** A slot keeps so much WAL that the disk, or its bound, comes near. */
export const slotRetaining: Rule = {
  kind,
  rank: 15,
  find: (context) =>
    isInvisible(context.topology)
      ? []
      : judgedSlots(context.topology).flatMap((seat) => {
          if (isLostSlot(seat.slot) || seat.slot.walStatus === 'unreserved') return [];
          const severity = severityOf(context, seat);
          return severity === null ? [] : [retaining(context, seat, severity)];
        }),
  verdict: ({ topology }, finding) => slotVerdict(topology, finding),
};

function severityOf(context: RuleContext, seat: SlotSeat): Severity | null {
  const bounds = context.thresholds(seat.node.name);
  const key = findingKey(context.topology.cluster, kind, slotSubject(seat));
  const active = context.activeSeverity(key);
  const bytes = seat.slot.retainedBytes ?? 0;
  const leftMs = timeLeftMs(context.topology, seat) ?? Number.POSITIVE_INFINITY;
  // What clears it lies as far from what raises it as with lag: fewer bytes, more time.
  const isOver = (atBytes: number, atMs: number, isActive: boolean): boolean => {
    const ratio = isActive ? bounds.lagClearRatio : 1;
    return bytes >= atBytes * ratio || leftMs <= (ratio === 0 ? Infinity : atMs / ratio);
  };
  const { slotRetainedCriticalBytes, slotTimeLeftCriticalMs } = bounds;
  if (isOver(slotRetainedCriticalBytes, slotTimeLeftCriticalMs, active === 'critical')) {
    return 'critical';
  }
  const { slotRetainedWarningBytes, slotTimeLeftWarningMs } = bounds;
  return isOver(slotRetainedWarningBytes, slotTimeLeftWarningMs, active !== null)
    ? 'warning'
    : null;
}

function retaining(context: RuleContext, seat: SlotSeat, severity: Severity): Candidate {
  const { topology } = context;
  const { node, slot, owner } = seat;
  const bounds = context.thresholds(node.name);
  const leftMs = timeLeftMs(topology, seat);
  const subject = slotSubject(seat);
  return candidate(context, {
    kind,
    subject,
    severity,
    since: sinceOf(context, kind, subject),
    causes: slotCauses(topology, seat),
    what: `${slotWords(seat)} keeps ${formatBytes(slot.retainedBytes ?? 0)} of WAL${leftMs === null ? '' : ` and loses it in ${formatDuration(leftMs)} at the present rate`}; ${slot.active ? 'its reader is behind' : 'nobody reads from it'}.`,
    consequence: `${limitSentence(topology, seat)}.`,
    next: nextSentence(seat),
    evidence: {
      node: node.name,
      slot: slot.name,
      slotKind: slot.kind,
      active: slot.active,
      retainedBytes: slot.retainedBytes,
      safeWalSizeBytes: slot.safeWalSizeBytes,
      timeLeftMs: leftMs === null ? null : Math.round(leftMs),
      standby: owner?.name ?? null,
    },
    holdMs: bounds.lagForMs,
    clearMs: bounds.clearForMs,
  });
}

function nextSentence(seat: SlotSeat): string {
  const reader = seat.slot.kind === 'logical' ? 'subscriber' : 'standby';
  const first = seat.slot.active
    ? `Find out what holds its ${reader} up`
    : `Bring its ${reader} back`;
  return `${first}; if that can't be before the WAL is gone or the disk is full, drop the slot with ${dropSlot(seat)} and set its ${reader} up anew later.`;
}
