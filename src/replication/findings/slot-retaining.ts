import { formatBytes, formatDuration } from '../../wording/units.js';
import { findingKey } from './candidate.js';
import type { RuleContext, Severity } from './model.js';
import type { SlotSeat } from './slot-look.js';
import {
  dropSlot,
  isLostSlot,
  limitSentence,
  slotSubject,
  slotWords,
  timeLeftMs,
} from './slot-look.js';
import { slotRule } from './slot-rule.js';

const kind = 'slot-retaining';

/** A slot keeps so much WAL that the disk, or its bound, comes near. */
export const slotRetaining = slotRule({
  kind,
  rank: 15,
  judge: (context, seat) => {
    const { topology } = context;
    const { node, slot } = seat;
    if (isLostSlot(slot) || slot.walStatus === 'unreserved') return null;
    const severity = severityOf(context, seat);
    if (severity === null) return null;
    const leftMs = timeLeftMs(topology, seat);
    const loses =
      leftMs === null ? '' : ` and loses it in ${formatDuration(leftMs)} at the present rate`;
    const { active, retainedBytes, safeWalSizeBytes } = slot;
    return {
      severity,
      what: () =>
        `${slotWords(seat)} keeps ${formatBytes(retainedBytes ?? 0)} of WAL${loses}; ${active ? 'its reader is behind' : 'nobody reads from it'}.`,
      consequence: `${limitSentence(topology, seat)}.`,
      next: nextSentence(seat),
      evidence: {
        active,
        retainedBytes,
        safeWalSizeBytes,
        timeLeftMs: leftMs === null ? null : Math.round(leftMs),
      },
      holdMs: context.thresholds(node.name).lagForMs,
    };
  },
});

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

function nextSentence(seat: SlotSeat): string {
  const reader = seat.slot.kind === 'logical' ? 'subscriber' : 'standby';
  const first = seat.slot.active
    ? `Find out what holds its ${reader} up`
    : `Bring its ${reader} back`;
  return `${first}; if that can't be before the WAL is gone or the disk is full, drop the slot with ${dropSlot(seat)} and set its ${reader} up anew later.`;
}
