import type { LsnHistory } from '../lag/history.js';
import { hopLag } from '../lag/hop-lag.js';
import type { Lsn } from '../lsn.js';
import type { NodeFacts } from './facts.js';
import type { HopLag, NodeView, PrimaryView, ReplayView, Upstream } from './model.js';
import type { Positions } from './positions.js';
import { isKnownStandby, reachOf } from './reach.js';
import type { SeenSender } from './senders.js';

export interface NodeViewInput {
  readonly node: NodeFacts;
  readonly sender: SeenSender | null;
  readonly upstream: Upstream | null;
  readonly positions: Positions;
  /** The history that this node's lag is measured by. */
  readonly history: LsnHistory;
  /** What its upstream can send it now; null if that is not known. */
  readonly upstreamLsn: Lsn | null;
  readonly primary: PrimaryView;
  readonly previous: NodeView | null;
}

/** Everything that is shown of one node; `downstream` is filled in when all upstreams are known. */
export function nodeView(input: NodeViewInput): NodeView {
  const { node, sender, upstream, positions, previous } = input;
  const { state } = node;
  const reach = reachOf(node, sender, previous);
  const row = sender?.row.details ?? null;
  const role = roleOf(node, sender, previous);
  return {
    name: node.name,
    declaration: node.declaration,
    reach,
    role,
    major: state?.major ?? null,
    versionNum: state?.versionNum ?? null,
    timeline: timelineOf(node, previous),
    systemIdentifier: state?.systemIdentifier ?? null,
    foreign: node.foreign,
    stateAt: reach.kind === 'cold' ? positions.at : node.stateAt,
    fullyVisible: state?.fullyVisible ?? false,
    upstream,
    wal: positions.wal,
    lag: role === 'standby' && !node.foreign ? lagOf(input) : null,
    replay: reach.kind === 'cold' ? null : replayOf(node),
    senderRow: row,
    syncState: row?.syncState ?? null,
    slots: state?.slots ?? [],
    syncWait: reach.kind === 'answers' ? (state?.syncWait ?? null) : null,
    startedAt: reach.kind === 'cold' ? null : (state?.startedAt ?? previous?.startedAt ?? null),
    downstream: [],
  };
}

/**
 * A primary knows its timeline exactly, and so does a receiver. Without one the standby's number is
 * `pg_control`'s, which stays old until the next restart point: what was known before may be newer.
 */
function timelineOf(node: NodeFacts, previous: NodeView | null): number | null {
  const own = node.state?.timeline ?? null;
  const role = node.state?.role;
  if (role?.kind !== 'standby' || node.foreign || previous?.foreign === true) return own;
  const received = role.receiver?.details?.receivedTimeline ?? null;
  if (received !== null) return own;
  const before = previous?.role === 'standby' ? previous.timeline : null;
  return own === null || (before !== null && before > own) ? before : own;
}

/** A node that can't be asked but is being fed is a standby, whatever it was when last asked. */
export function roleOf(
  node: NodeFacts,
  sender: SeenSender | null,
  before: NodeView | null,
): 'primary' | 'standby' | null {
  if (isKnownStandby(node, sender, before)) return 'standby';
  return node.state?.role.kind ?? null;
}

function lagOf(input: NodeViewInput): HopLag | null {
  const { node, positions, previous, upstream } = input;
  const lagBefore = previous?.lag ?? null;
  if (!positions.fresh && lagBefore !== null) return lagBefore;
  if (positions.at === null) return null;
  const row = input.sender?.row.details ?? null;
  const timeline = node.state?.timeline ?? null;
  const primary = input.primary.kind === 'one' ? input.primary : null;
  const primaryTimeline = primary?.timeline ?? null;
  return hopLag({
    receivedLsn: positions.wal.receivedLsn,
    replayLsn: positions.wal.replayLsn,
    at: positions.at,
    history: input.history,
    upstream:
      upstream?.kind === 'node' && upstream.node === primary?.node ? 'primary' : input.upstreamLsn,
    senderRow: upstream?.kind === 'node' ? row : null,
    // pg_control's timeline may be old while the standby follows; one that is fed can't have diverged.
    mayHaveDiverged:
      upstream?.kind !== 'node' &&
      timeline !== null &&
      primaryTimeline !== null &&
      timeline !== primaryTimeline,
  });
}

function replayOf(node: NodeFacts): ReplayView | null {
  const role = node.state?.role;
  if (role?.kind !== 'standby') return null;
  return {
    paused: role.replayPaused,
    applyDelayMs: role.applyDelayMs,
    startupWait: role.startupWait,
    lastReplayedCommitAt: role.lastReplayedCommitAt,
  };
}
