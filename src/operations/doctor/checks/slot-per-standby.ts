import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, directStandbysOf, primaryOf, stateOf, text } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const slotPerStandby: DoctorCheck = {
  id: 'slot-per-standby',
  group: 'wal',
  looksAt: 'standbys without `primary_slot_name` beside others that have a slot',
  why: 'Whoever has no slot is cut off first when the WAL of the others is kept and its own is not.',
  examine: (context) => {
    const primary = primaryOf(context);
    const slots = primary === null ? [] : (stateOf(context, primary.node)?.slots ?? []);
    if (primary === null || !slots.some(({ kind }) => kind === 'physical')) return [];
    return directStandbysOf(context).flatMap((standby) => {
      const name = safeName(standby.node);
      const seen = context.topology.nodes.find((node) => node.name === standby.node);
      const used = seen?.senderRow?.slotName ?? text(standby, 'primary_slot_name') ?? '';
      if (used !== '') return [pass(standby, `${name} uses slot ${safeName(used)}.`)];
      if (!standby.seesRecoverySettings || (text(standby, 'restore_command') ?? '') !== '')
        return [];
      const slot = standby.node.toLowerCase().replace(/[^a-z0-9_]/g, '_');
      return [
        advice(
          standby,
          `${safeName(primary.node)} has slots, and ${name} uses none.`,
          `On ${safeName(primary.node)}: \`SELECT pg_create_physical_replication_slot('${slot}', true)\`. ${change(standby, 'primary_slot_name', slot)}`,
        ),
      ];
    });
  },
};
