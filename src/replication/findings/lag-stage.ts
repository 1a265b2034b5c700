import type { Lsn } from '../lsn.js';
import { lsnDiffBytes } from '../lsn.js';
import type { NodeView, Topology } from '../topology/model.js';
import { nodeNamed, upstreamName, walEnd } from './look.js';

/** Where the missing WAL is on its way from the upstream to being replayed. */
type LagStage = 'upstream' | 'sending' | 'network' | 'flushing' | 'replaying';

export interface StageShare {
  readonly stage: LagStage;
  /** How much of the lag is there, bytes. */
  readonly bytes: number;
}

/**
 * The part of the way from the primary to this standby's replay where most of the lag is; null if
 * the positions are not known. Cascades are judged hop by hop: what the upstream lacks itself is
 * not this standby's.
 */
export function lagStage(topology: Topology, node: NodeView): StageShare | null {
  const shares = [upstreamShare(node), ...hopShares(topology, node)].filter(
    (share) => share !== null && share.bytes > 0,
  );
  return shares.reduce((most, share) => {
    if (share === null) return most;
    return most === null || share.bytes > most.bytes ? share : most;
  }, null);
}

function upstreamShare(node: NodeView): StageShare | null {
  const { replayBytes = null, hopBytes = null } = node.lag ?? {};
  if (replayBytes === null || hopBytes === null) return null;
  return { stage: 'upstream', bytes: replayBytes - hopBytes };
}

function hopShares(topology: Topology, node: NodeView): readonly (StageShare | null)[] {
  const upstream = nodeNamed(topology, upstreamName(node));
  const row = node.senderRow;
  const end = upstream === null ? null : walEnd(upstream);
  const replaying = share('replaying', node.wal.receivedLsn, node.wal.replayLsn);
  if (row === null) return [share('sending', end, node.wal.receivedLsn), replaying];
  return [
    share('sending', end, row.sentLsn),
    share('network', row.sentLsn, row.writeLsn),
    share('flushing', row.writeLsn, row.flushLsn),
    replaying ?? share('replaying', row.flushLsn, row.replayLsn),
  ];
}

function share(stage: LagStage, ahead: Lsn | null, behind: Lsn | null): StageShare | null {
  if (ahead === null || behind === null) return null;
  return { stage, bytes: lsnDiffBytes(ahead, behind) };
}
