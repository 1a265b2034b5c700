import type { Topology } from '../replication/topology/model.js';
import { bytesOrUnknown } from './cluster-tree.js';
import { alignColumns } from './columns.js';
import { safeName } from './safe-text.js';

/**
 * Every replication slot that a node which answers for this cluster has: where, which, whether
 * somebody reads from it, the WAL it keeps back, and PostgreSQL's `wal_status`.
 */
export function slotTable(topology: Topology): string[] {
  const rows = topology.nodes
    .filter((node) => !node.foreign)
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
