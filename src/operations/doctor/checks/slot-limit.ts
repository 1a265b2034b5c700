import { safeName } from '../../../wording/safe-text.js';
import { formatBytes, formatCount, formatDuration } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { amount, change, primaryOf, stateOf } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';

export const slotLimit: DoctorCheck = {
  id: 'slot-limit',
  group: 'wal',
  looksAt: '`max_slot_wal_keep_size` where slots are used (13+; before, nothing bounds a slot)',
  why: 'A slot whose reader is gone keeps WAL until the disk is full, and then the primary stops.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null) return [];
    const slots = stateOf(context, primary.node)?.slots ?? [];
    if (slots.length === 0) return [];
    const name = safeName(primary.node);
    const has = `${name} has ${formatCount(slots.length, 'slot')}`;
    if (primary.major < 13) {
      return [
        advice(
          primary,
          `${has}, and PostgreSQL ${primary.major} has no bound for what they keep.`,
          'Watch the space of `pg_wal`, and drop a slot whose reader is gone for good: `SELECT pg_drop_replication_slot(…)`.',
        ),
      ];
    }
    const limit = amount(primary, 'max_slot_wal_keep_size');
    if (limit === null) return [];
    if (limit >= 0) return [pass(primary, `${has}, which keep at most ${formatBytes(limit)}.`)];
    const idleMs = stateOf(context, primary.node)?.settings.idleSlotTimeoutMs ?? 0;
    const remedy = `Bound them below the free space of \`pg_wal\`, for example: ${change(primary, 'max_slot_wal_keep_size', '64GB')}`;
    if (idleMs > 0) {
      return [
        advice(
          primary,
          `${has} and \`max_slot_wal_keep_size = -1\`: a slot without a reader is given up after ${formatDuration(idleMs)} (\`idle_replication_slot_timeout\`), and keeps all WAL until then.`,
          remedy,
        ),
      ];
    }
    return [
      warn(
        primary,
        `${has} and \`max_slot_wal_keep_size = -1\`: they may keep WAL without a bound.`,
        remedy,
      ),
    ];
  },
};
