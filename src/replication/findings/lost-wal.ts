import type { NodeView, Topology } from '../topology/model.js';
import { segmentOf } from '../wal-file.js';
import { connectionOf, isCutOff } from './connection.js';
import { answers, nodeNamed, primaryNode, slotFor, upstreamName } from './look.js';
import { isLostSlot } from './slot-look.js';

/** Why a standby can't go on by streaming, and where that can be seen. */
export interface LostWal {
  /** `slot-lost`: its slot was given up; `wal-removed`: no slot held what it needs next. */
  readonly why: 'slot-lost' | 'wal-removed';
  readonly upstream: string;
  readonly slot: string | null;
  /** False if it has no `restore_command`; null where that is not visible: an archive may help. */
  readonly hasArchive: false | null;
}

/**
 * Whether a standby that is cut off can't catch up by streaming when it comes back. Null if it can,
 * if it has an archive to read from, and if nobody can tell.
 */
export function cannotCatchUp(topology: Topology, node: NodeView): LostWal | null {
  if (node.foreign || !isCutOff(connectionOf(topology, node))) return null;
  const hasArchive = node.settings?.hasRestoreCommand ?? null;
  const upstream = nodeNamed(topology, upstreamName(node)) ?? primaryNode(topology);
  if (hasArchive === true || !answers(upstream) || upstream.foreign) return null;
  const slot = slotFor(topology, node);
  const found = { upstream: upstream.name, slot: slot?.name ?? null, hasArchive };
  if (slot !== null && isLostSlot(slot)) return { why: 'slot-lost', ...found };
  if (slot?.restartLsn !== null && slot !== null) return null;
  return isRemoved(topology, upstream, node) ? { why: 'wal-removed', ...found } : null;
}

/**
 * Whether the segment that a standby goes on from is gone. One that still works on WAL it has, be it
 * that its replay is paused, delayed or waits for a query, may have more than it shows.
 */
function isRemoved(topology: Topology, upstream: NodeView, node: NodeView): boolean {
  const { removedSegments } = upstream;
  const bytes = upstream.settings?.walSegmentBytes ?? null;
  const { receivedLsn } = node.wal;
  if (removedSegments === null || bytes === null || receivedLsn === null) return false;
  if (node.timeline !== upstream.timeline || isBusy(node)) return false;
  return segmentOf(receivedLsn, bytes) + unseenSegments(topology, node, bytes) < removedSegments;
}

/** A node that is silent may have received more after it was last seen, for this long, ms. */
const unseenMs = 10_000;

function unseenSegments({ writeRate }: Topology, node: NodeView, segmentBytes: number): bigint {
  if (answers(node)) return 0n;
  const bytes = ((writeRate?.bytesPerSecond ?? 0) * unseenMs) / 1000;
  return BigInt(Math.ceil(bytes / segmentBytes));
}

function isBusy({ replay, reach }: NodeView): boolean {
  if (reach.kind !== 'answers' || replay === null) return false;
  const wait = replay.startupWait ?? '';
  return replay.paused || wait === 'RecoveryApplyDelay' || wait.startsWith('RecoveryConflict');
}
