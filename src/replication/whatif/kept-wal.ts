import { slotFor } from '../findings/look.js';
import { cannotCatchUp } from '../findings/lost-wal.js';
import { isLostSlot } from '../findings/slot-look.js';
import { idleLimit } from '../idle-slots.js';
import type { Slot } from '../observation.js';
import type { NodeView, Topology, WriteRate } from '../topology/model.js';
import { nodeNamed } from '../topology/walk.js';
import type { KeptLimit, KeptWal } from './model.js';

/** What would be kept back for each of the lost standbys by an upstream that is still there. */
export function keptFor(topology: Topology, lost: readonly string[]): readonly KeptWal[] {
  return lost.flatMap((name) => {
    const node = nodeNamed(topology, name);
    if (node?.role !== 'standby' || node.foreign) return [];
    const upstream = feederOf(topology, node);
    if (node.upstream?.kind === 'archive') {
      return upstream === null
        ? []
        : [{ node: name, upstream: upstream.name, how: { kind: 'archive' } }];
    }
    if (upstream === null || lost.includes(upstream.name)) return [];
    return [{ node: name, upstream: upstream.name, how: howKept(topology, node, upstream) }];
  });
}

/** The node that feeds it or last did; for one that lives on an archive the primary. */
function feederOf(topology: Topology, node: NodeView): NodeView | null {
  const { upstream } = node;
  const name =
    upstream?.kind === 'node'
      ? upstream.node
      : upstream?.kind === 'disconnected'
        ? upstream.last
        : upstream?.kind === 'archive' && topology.primary.kind === 'one'
          ? topology.primary.node
          : null;
  return name === null ? null : (nodeNamed(topology, name) ?? null);
}

function howKept(topology: Topology, node: NodeView, upstream: NodeView): KeptWal['how'] {
  if (upstream.reach.kind !== 'answers' || upstream.foreign) return { kind: 'unknown' };
  const lost = cannotCatchUp(topology, node);
  if (lost !== null) return { kind: 'lost', lost };
  const slot = slotFor(topology, node);
  const hasArchive = node.settings?.hasRestoreCommand ?? null;
  // One that is given up keeps nothing and can't be read from any more; its WAL may still be there.
  const givenUp =
    slot !== null && isLostSlot(slot) ? { slot: slot.name, reason: slot.invalidationReason } : null;
  if (slot !== null && givenUp === null) {
    const { retainedBytes } = slot;
    return {
      kind: 'slot',
      slot: slot.name,
      retainedBytes,
      limit: limitOf(slot, upstream, topology.writeRate),
      hasArchive,
      idle: idleLimit(upstream, slot, topology.at),
    };
  }
  return {
    kind: 'no-slot',
    givenUp,
    walKeepBytes: upstream.settings?.walKeepBytes ?? null,
    hasArchive,
  };
}

/**
 * `safe_wal_size` is null without a limit; below 13 there is neither the column nor a limit.
 */
function limitOf(slot: Slot, upstream: NodeView, rate: WriteRate | null): KeptLimit {
  if (slot.safeWalSizeBytes !== null) {
    const bytes = slot.safeWalSizeBytes;
    const perSecond = rate?.bytesPerSecond ?? 0;
    return {
      kind: 'size',
      bytes,
      inMs: perSecond > 0 ? (Math.max(0, bytes) / perSecond) * 1000 : null,
    };
  }
  if (upstream.major === null) return { kind: 'unknown' };
  if (upstream.major < 13) return { kind: 'disk' };
  return upstream.settings?.maxSlotWalKeepBytes === -1 ? { kind: 'disk' } : { kind: 'unknown' };
}
