import type { NodeView, Topology } from '../topology/model.js';
import { segmentOf } from '../wal-file.js';
import { connectionOf, isCutOff } from './connection.js';
import { answers, nodeNamed, primaryNode, slotFor, upstreamName } from './look.js';
import { showsAllItsWal } from './own-wal.js';
import { hasLostWal, isLostSlot } from './slot-look.js';

/** Why a standby can't go on by streaming, and where that can be seen. */
export interface LostWal {
  /**
   * `slot-lost`: its slot has lost what it was to keep; `slot-timed-out`: its slot was given up for
   * nobody read from it (18+), and the WAL is removed since; `wal-removed`: no slot held it.
   */
  readonly why: 'slot-lost' | 'slot-timed-out' | 'wal-removed';
  readonly upstream: string;
  readonly slot: string | null;
  /** False if it has no `restore_command`; null where that is not visible: an archive may help. */
  readonly hasArchive: false | null;
}

/** Whether a standby that is cut off can catch up by streaming when it comes back. */
export type CatchUp =
  | { readonly kind: 'lost'; readonly lost: LostWal }
  /** It can, it has an archive to read from, or it is not cut off. */
  | { readonly kind: 'possible' }
  | { readonly kind: 'unknown' };

export function catchUp(topology: Topology, node: NodeView): CatchUp {
  if (node.foreign || !isCutOff(connectionOf(topology, node))) return { kind: 'possible' };
  const hasArchive = node.settings?.hasRestoreCommand ?? null;
  if (hasArchive === true) return { kind: 'possible' };
  const upstream = nodeNamed(topology, upstreamName(node)) ?? primaryNode(topology);
  if (!answers(upstream) || upstream.foreign) return { kind: 'unknown' };
  const slot = slotFor(topology, node);
  const lostBy = (why: LostWal['why']): CatchUp => ({
    kind: 'lost',
    lost: { why, upstream: upstream.name, slot: slot?.name ?? null, hasArchive },
  });
  if (slot !== null && hasLostWal(slot)) return lostBy('slot-lost');
  const isTimedOut = slot !== null && isLostSlot(slot);
  if (slot !== null && !isTimedOut && slot.restartLsn !== null) return { kind: 'possible' };
  const removed = isRemoved(upstream, node);
  if (removed === null) return { kind: 'unknown' };
  return removed ? lostBy(isTimedOut ? 'slot-timed-out' : 'wal-removed') : { kind: 'possible' };
}

/** Why it can't catch up; null if it can, and if nobody can tell. */
export function cannotCatchUp(topology: Topology, node: NodeView): LostWal | null {
  const outlook = catchUp(topology, node);
  return outlook.kind === 'lost' ? outlook.lost : null;
}

/**
 * Whether the segment that a standby goes on from is gone; null if nobody can tell. One that still
 * works on WAL it has may have more than it shows, and one that is silent may have received more.
 */
function isRemoved(upstream: NodeView, node: NodeView): boolean | null {
  if (node.timeline !== upstream.timeline) return false;
  const { removedSegments } = upstream;
  const bytes = upstream.settings?.walSegmentBytes ?? null;
  const { receivedLsn } = node.wal;
  if (removedSegments === null || bytes === null || receivedLsn === null) return null;
  if (segmentOf(receivedLsn, bytes) >= removedSegments) return false;
  if (!showsAllItsWal(node)) return null;
  if (node.reach.kind === 'answers') return true;
  // The segment after it, too: the bound was read a moment before nobody fed it.
  const isBeyondReach =
    node.mayHaveUpTo !== null && segmentOf(node.mayHaveUpTo, bytes) + 1n < removedSegments;
  return isBeyondReach ? true : null;
}
