import type { Lsn } from '../lsn.js';
import { maxLsn } from '../lsn.js';
import type { EpochMs, WalSenderDetails } from '../observation.js';
import type { NodeFacts } from './facts.js';
import type { NodeView, NodeWal } from './model.js';
import type { SeenSender } from './senders.js';

/** Where a node stands, and when that was read. */
export interface Positions {
  readonly wal: NodeWal;
  readonly at: EpochMs | null;
  /** False if nobody says now where the node stands. */
  readonly fresh: boolean;
}

const nowhere: NodeWal = { writeLsn: null, receivedLsn: null, replayLsn: null };

/**
 * By the node's own answer; else, for a node that can't be asked, by its upstream's row; else by what
 * was known before.
 */
export function positionsOf(
  node: NodeFacts,
  sender: SeenSender | null,
  previous: NodeView | null,
): Positions {
  const own = ownPositions(node);
  const row = sender?.row.details ?? null;
  const byRow = row === null ? nowhere : positionsByRow(row);
  if (node.answers) return { wal: own, at: node.stateAt, fresh: true };
  if (byRow.replayLsn !== null || byRow.receivedLsn !== null) {
    return { wal: byRow, at: sender?.upstream.stateAt ?? null, fresh: true };
  }
  if (previous !== null) return { wal: previous.wal, at: previous.stateAt, fresh: false };
  return { wal: own, at: node.stateAt, fresh: false };
}

function ownPositions(node: NodeFacts): NodeWal {
  const role = node.state?.role;
  if (role === undefined) return nowhere;
  if (role.kind === 'primary') {
    return { writeLsn: role.writeLsn, receivedLsn: null, replayLsn: null };
  }
  const replayLsn = valid(role.replayLsn);
  const flushed = valid(role.receiver?.details?.flushedLsn ?? null);
  // After a restart the received position starts at a segment's beginning and stays there until new
  // WAL arrives; with log shipping it stands still for good. What is replayed is there all the same.
  const receivedLsn = maxLsn(maxLsn(valid(role.receiveLsn), flushed), replayLsn);
  return { writeLsn: null, receivedLsn, replayLsn };
}

function positionsByRow(row: WalSenderDetails): NodeWal {
  const replayLsn = valid(row.replayLsn);
  return { writeLsn: null, receivedLsn: maxLsn(valid(row.flushLsn), replayLsn), replayLsn };
}

/** 0/0 is PostgreSQL's "no position yet": a walsender in `startup` shows it. */
export function valid(lsn: Lsn | null): Lsn | null {
  return lsn === 0n ? null : lsn;
}
