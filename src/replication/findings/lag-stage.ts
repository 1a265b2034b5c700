import type { Lsn } from '../lsn.js';
import { lsnDiffBytes } from '../lsn.js';
import type { NodeView, Topology } from '../topology/model.js';
import { nodeNamed, upstreamName, walEnd } from './look.js';
import { isHeldBySettings } from './settings-too-low.js';

/** Where the missing WAL is on its way from the primary to being replayed here. */
export type LagStage =
  /** Its upstream, a standby itself, has not got it. */
  | 'upstream'
  /** It has not come out of the archive. */
  | 'archive'
  | 'sending'
  | 'network'
  | 'writing'
  | 'flushing'
  | 'replaying';

/** What keeps replay from going on, where that can be seen; from 13 on for conflicts. */
export type ReplayHold = 'paused' | 'settings' | 'delay' | 'conflict';

export interface StageShare {
  readonly stage: LagStage;
  /** How much of the lag is there, bytes. */
  readonly bytes: number;
  /** Of `replaying`: why it waits; null if nothing is known to hold it up. */
  readonly hold: ReplayHold | null;
}

/**
 * The part of the way from the primary to this standby's replay where most of the lag is; null if
 * the positions are not known. Cascades are judged hop by hop: what the upstream lacks itself is
 * not this standby's.
 */
export function lagStage(topology: Topology, node: NodeView): StageShare | null {
  const shares = [upstreamShare(node), archiveShare(node), ...hopShares(topology, node)].filter(
    (share) => share !== null && share.bytes > 0,
  );
  return shares.reduce((most, share) => {
    if (share === null) return most;
    return most === null || share.bytes > most.bytes ? share : most;
  }, null);
}

/** What keeps replay on this standby from going on, by what its startup process waits for. */
export function replayHold(topology: Topology, node: NodeView): ReplayHold | null {
  if (node.reach.kind !== 'answers' || node.replay === null) return null;
  if (isHeldBySettings(topology, node)) return 'settings';
  if (node.replay.paused) return 'paused';
  const wait = node.replay.startupWait ?? '';
  if (wait.startsWith('RecoveryConflict')) return 'conflict';
  return wait === 'RecoveryApplyDelay' ? 'delay' : null;
}

function upstreamShare(node: NodeView): StageShare | null {
  const { replayBytes = null, hopBytes = null } = node.lag ?? {};
  if (replayBytes === null || hopBytes === null) return null;
  return { stage: 'upstream', bytes: replayBytes - hopBytes, hold: null };
}

/** One that lives on an archive has received what it has replayed: the rest is in there, or before it. */
function archiveShare({ upstream, lag }: NodeView): StageShare | null {
  const bytes = lag?.receiveBytes ?? null;
  return upstream?.kind === 'archive' && bytes !== null
    ? { stage: 'archive', bytes, hold: null }
    : null;
}

function hopShares(topology: Topology, node: NodeView): readonly (StageShare | null)[] {
  const upstream = nodeNamed(topology, upstreamName(node));
  const row = node.senderRow;
  const end = upstream === null ? null : walEnd(upstream);
  const hold = replayHold(topology, node);
  const replaying = share('replaying', node.wal.receivedLsn, node.wal.replayLsn, hold);
  if (row === null) return [share('sending', end, node.wal.receivedLsn), replaying];
  return [
    share('sending', end, row.sentLsn),
    share(isWriting(node) ? 'writing' : 'network', row.sentLsn, row.writeLsn),
    share('flushing', row.writeLsn, row.flushLsn),
    replaying ?? share('replaying', row.flushLsn, row.replayLsn),
  ];
}

/**
 * What was sent and not written is on the line, unless the walreceiver waits for its disk: then it
 * takes nothing from the line either. (`WALWrite` and the like up to 16, `WalWrite` from 17 on.)
 */
function isWriting({ receiverWait }: NodeView): boolean {
  return /^wal(init)?(write|sync)$/i.test(receiverWait ?? '');
}

function share(
  stage: LagStage,
  ahead: Lsn | null,
  behind: Lsn | null,
  hold: ReplayHold | null = null,
): StageShare | null {
  if (ahead === null || behind === null) return null;
  return { stage, bytes: lsnDiffBytes(ahead, behind), hold };
}
