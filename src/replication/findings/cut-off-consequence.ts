import { listNames, safeName } from '../../wording/safe-text.js';
import { idleWords } from '../../wording/slot-words.js';
import { formatBytes } from '../../wording/units.js';
import { idleLimit } from '../idle-slots.js';
import { formatLsn } from '../lsn.js';
import type { NodeView, Topology } from '../topology/model.js';
import { branchBelow } from '../topology/walk.js';
import { connectionOf } from './connection.js';
import { missingBytes, nodeNamed, primaryNode, slotFor, upstreamName } from './look.js';
import { showsAllItsWal } from './own-wal.js';
import { hasLostWal, isLostSlot } from './slot-look.js';

/** What it means that a standby gets no WAL: where it stands, and how long it can still return. */
export function cutOffConsequence(topology: Topology, node: NodeView): string {
  return `${position(topology, node)}; ${way(topology, node)}.${otherWay(topology, node)}${branch(topology, node)}`;
}

/**
 * What is known of a standby on an older timeline than the primary's: whether it can follow depends
 * on where it stands to the fork. `timeline-diverged` says it where it can't for certain.
 */
function otherWay({ fork, primary }: Topology, node: NodeView): string {
  const { receivedLsn, replayLsn } = node.wal;
  const current = primary.kind === 'one' ? primary.timeline : null;
  if (node.timeline === null || current === null || node.timeline >= current) return '';
  const where = ` It is on timeline ${node.timeline}, ${safeName(primary.kind === 'one' ? primary.node : '')} on timeline ${current}`;
  if (fork === null || replayLsn === null || replayLsn > fork.notAfter) return `${where}.`;
  // What it has received and not replayed yet it will replay: that must not go beyond the fork either.
  const isBefore = fork.notBefore !== null && receivedLsn !== null && receivedLsn <= fork.notBefore;
  return isBefore && showsAllItsWal(node)
    ? `${where}, which began beyond where it stands: it can follow.`
    : `${where}: whether it has WAL of its own beyond the fork can't be told from here; its log says so if it can't follow.`;
}

/** Standbys that it still feeds with what it has: they look well and get nothing new. */
function branch(topology: Topology, node: NodeView): string {
  const below = branchBelow(topology, node.name);
  if (below.length === 0 || connectionOf(topology, node).kind !== 'not-receiving') return '';
  return ` ${listNames(below)}, fed from ${safeName(node.name)}, ${below.length === 1 ? 'gets' : 'get'} nothing new either.`;
}

function position(topology: Topology, node: NodeView): string {
  const behindBytes = missingBytes(topology, node);
  const { receivedLsn } = node.wal;
  if (receivedLsn === null) return 'How far it has come is not known';
  const where = `It stands at ${formatLsn(receivedLsn)}`;
  if (behindBytes === null) return where;
  return behindBytes === 0
    ? `${where}, so it has missed nothing yet`
    : `${where}, ${formatBytes(behindBytes)} behind the primary`;
}

function way(topology: Topology, node: NodeView): string {
  const slot = slotFor(topology, node);
  if (slot === null) {
    return 'no slot of its own is known to hold its WAL, so how long it can still catch up is unknown';
  }
  const upstream = nodeNamed(topology, upstreamName(node)) ?? primaryNode(topology);
  if (upstream?.reach.kind !== 'answers') {
    return `how much WAL is kept for it can't be seen while ${safeName(upstream?.name ?? 'its upstream')} gives no answer`;
  }
  const name = safeName(slot.name);
  if (isLostSlot(slot) && !hasLostWal(slot)) {
    return `slot ${name} was given up and holds nothing for it any more, so it can catch up with a new slot as long as ${safeName(upstream.name)} still has its WAL`;
  }
  if (hasLostWal(slot)) {
    return `slot ${name} has lost the WAL it needs, so it must be cloned anew unless an archive has it`;
  }
  const retained =
    slot.retainedBytes === null ? 'its WAL' : `${formatBytes(slot.retainedBytes)} of WAL`;
  const idle = idleLimit(upstream, slot, topology.at);
  const until = idle === null ? '' : `; ${idleWords(idle)}`;
  if (slot.safeWalSizeBytes === null) {
    if (idle !== null) return `slot ${name} holds ${retained} for it${until}`;
    return `slot ${name} holds ${retained} for it without a bound, so that it can catch up as long as the disk of ${safeName(upstream.name)} has room`;
  }
  return slot.safeWalSizeBytes > 0
    ? `slot ${name} holds ${retained} for it and loses it after ${formatBytes(slot.safeWalSizeBytes)} more${until}`
    : `slot ${name} holds ${retained} for it and may lose it at the next checkpoint`;
}
