import type { Topology } from '../replication/topology/model.js';
import { alignColumns } from './columns.js';
import { bytesOrUnknown } from './lag-words.js';
import { safeName } from './safe-text.js';

/**
 * Every replication slot of a node that answers (what a silent one has kept back is not known): where, which, whether
 * somebody reads from it, the WAL it keeps back, and PostgreSQL's `wal_status`.
 */
export function slotTable(topology: Topology): string[] {
  const rows = topology.nodes
    .filter((node) => !node.foreign && node.reach.kind === 'answers')
    .flatMap((node) =>
      node.slots.map((slot) => [
        safeName(node.name),
        safeName(slot.name),
        slot.kind,
        slot.active ? 'active' : 'inactive',
        // A slot that has reserved nothing yet keeps nothing back; that is known, not unknown.
        slot.restartLsn === null ? 'keeps no WAL' : `keeps ${bytesOrUnknown(slot.retainedBytes)}`,
        slot.walStatus ?? '',
        slot.invalidationReason ?? '',
      ]),
    );
  return alignColumns(rows);
}
