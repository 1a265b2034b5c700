import { formatBytes } from '../../wording/units.js';
import type { Settings } from '../observation.js';
import { isLostSlot, retained, slotWords } from './slot-look.js';
import { slotRule } from './slot-rule.js';

/** A slot keeps more than it may: the next checkpoint can take from it what its reader needs. */
export const slotUnreserved = slotRule({
  kind: 'slot-unreserved',
  rank: 16,
  judge: (_, seat) => {
    const { node, slot } = seat;
    if (slot.walStatus !== 'unreserved' || isLostSlot(slot)) return null;
    const reader = slot.kind === 'logical' ? 'subscriber' : 'standby';
    const { active, retainedBytes, safeWalSizeBytes } = slot;
    return {
      severity: 'critical',
      what: () =>
        `${slotWords(seat)} keeps ${retained(seat)}, more than ${bound(node.settings)} allows: the next checkpoint may remove what its ${reader} still needs.`,
      consequence: `Once it is removed the slot is lost, and its ${reader} ${slot.kind === 'logical' ? 'must be set up anew' : 'must be cloned anew unless an archive has it'}.`,
      next: `Let the ${reader} read now; or, if the disk has room, raise the bound: \`ALTER SYSTEM SET max_slot_wal_keep_size = '…'\` and \`SELECT pg_reload_conf()\`.`,
      evidence: { active, retainedBytes, safeWalSizeBytes },
      holdMs: 0,
    };
  },
});

function bound(settings: Settings | null): string {
  const bytes = settings?.maxSlotWalKeepBytes ?? null;
  return bytes === null || bytes < 0
    ? '`max_slot_wal_keep_size`'
    : `\`max_slot_wal_keep_size\` (${formatBytes(bytes)})`;
}
