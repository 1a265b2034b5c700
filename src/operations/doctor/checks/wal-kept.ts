import { safeName } from '../../../wording/safe-text.js';
import { formatBytes } from '../../../wording/units.js';
import type { DoctorCheck, Outcome } from '../model.js';
import { amount, change, directStandbysOf, hidden, primaryOf, text } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

/** Less than this is gone in minutes on a busy primary, bytes. */
const littleBytes = 1024 ** 3;

export const walKept: DoctorCheck = {
  id: 'wal-kept',
  group: 'wal',
  looksAt:
    'what keeps WAL for each standby: a slot, an archive, or `wal_keep_size` (up to 12 `wal_keep_segments`)',
  why: 'A standby that was away for longer than its WAL was kept has to be cloned anew.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null) return [];
    return directStandbysOf(context).map((standby) => {
      const view = context.topology.nodes.find(({ name }) => name === standby.node);
      const bySlot =
        (view?.senderRow?.slotName ?? null) !== null ||
        (text(standby, 'primary_slot_name') ?? '') !== '';
      if (bySlot) return pass(standby, `A slot keeps WAL for ${safeName(standby.node)}.`);
      const byArchive = (text(standby, 'restore_command') ?? '') !== '';
      if (byArchive) return pass(standby, `${safeName(standby.node)} can read from an archive.`);
      const bySize = keptBySize(primary, standby);
      // Without an archive that is seen nobody can say that there is none.
      return standby.seesRecoverySettings || bySize.verdict === 'pass'
        ? bySize
        : hidden(standby, 'restore_command');
    });
  },
};

function keptBySize(primary: NodeSurvey, standby: NodeSurvey): Outcome {
  const [name, from] = [safeName(standby.node), safeName(primary.node)];
  const segments = amount(primary, 'wal_keep_segments');
  const kept =
    segments === null
      ? amount(primary, 'wal_keep_size')
      : segments * (amount(primary, 'wal_segment_size') ?? 16 * 1024 ** 2);
  if (kept === null) return hidden(primary, 'wal_keep_size');
  const setting = segments === null ? 'wal_keep_size' : 'wal_keep_segments';
  const remedy = `Give it a slot: on ${from} \`SELECT pg_create_physical_replication_slot('${slotFor(standby.node)}', true)\`. ${change(standby, 'primary_slot_name', slotFor(standby.node))} Or keep more: ${change(primary, setting, segments === null ? '4GB' : '256')}`;
  if (kept === 0) {
    return fail(
      standby,
      `${name} has neither a slot nor an archive, and ${from} has \`${setting} = 0\`: what it missed may be gone at the next checkpoint.`,
      remedy,
    );
  }
  if (kept < littleBytes) {
    return warn(
      standby,
      `${name} has neither a slot nor an archive, and ${from} keeps ${formatBytes(kept)} of WAL (\`${setting}\`).`,
      remedy,
    );
  }
  return pass(standby, `${from} keeps ${formatBytes(kept)} of WAL (\`${setting}\`) for ${name}.`);
}

/** Slots may be called by small letters, figures and `_`. */
function slotFor(node: string): string {
  return node.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}
