import { pastedLiteral } from '../../../wording/pasted.js';
import { safeName } from '../../../wording/safe-text.js';
import { invalidationWords } from '../../../wording/slot-words.js';
import { formatBytes, formatDuration } from '../../../wording/units.js';
import { hasLostWal, isLostSlot } from '../../../replication/findings/slot-look.js';
import type { DoctorCheck } from '../model.js';
import { primaryOf, stateOf } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';

export const idleSlots: DoctorCheck = {
  id: 'idle-slots',
  group: 'wal',
  looksAt: 'slots of the primary that nobody reads from, physical and logical ones',
  why: 'Each of them keeps WAL, and a logical one old row versions of the catalogs, until it is read or dropped.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null) return [];
    const slots = stateOf(context, primary.node)?.slots ?? [];
    if (slots.length === 0) return [];
    const idle = slots.filter(({ active, temporary }) => !active && !temporary);
    if (idle.length === 0)
      return [pass(primary, `All slots of ${safeName(primary.node)} are read from.`)];
    return idle.map((slot) => {
      const { name, kind, retainedBytes, inactiveSince } = slot;
      const shown = safeName(name);
      const since =
        inactiveSince === null
          ? ''
          : ` for ${formatDuration(Math.max(0, context.now - inactiveSince))}`;
      const keeps = retainedBytes === null ? 'nothing' : formatBytes(retainedBytes);
      const remedy = `Bring its reader back, or on ${safeName(primary.node)}: \`SELECT pg_drop_replication_slot(${pastedLiteral(name) ?? '…'})\`.`;
      if (isLostSlot(slot)) {
        return fail(
          primary,
          hasLostWal(slot)
            ? `The ${kind} slot ${shown} has lost its WAL: its reader can't go on.`
            : `The ${kind} slot ${shown} was given up: ${invalidationWords(slot.invalidationReason)}; its reader can't go on with it.`,
          remedy,
        );
      }
      return warn(
        primary,
        `Nobody reads from the ${kind} slot ${shown}${since}; it keeps ${keeps} of WAL.`,
        remedy,
      );
    });
  },
};
