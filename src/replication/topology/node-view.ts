import type { LsnHistory } from '../lag/history.js';
import { hopLag } from '../lag/hop-lag.js';
import type { Lsn } from '../lsn.js';
import type { EpochMs } from '../observation.js';
import { awaitedSegment } from './awaited-segment.js';
import { conflictsOf } from './conflicts.js';
import type { NodeFacts } from './facts.js';
import type { HopLag, NodeView, PrimaryView, ReplayView, Upstream } from './model.js';
import type { Positions } from './positions.js';
import { isKnownStandby, reachOf } from './reach.js';
import { removedSegments } from './removed-wal.js';
import type { SeenSender } from './senders.js';

export interface NodeViewInput {
  readonly now: EpochMs;
  readonly node: NodeFacts;
  readonly sender: SeenSender | null;
  readonly upstream: Upstream | null;
  readonly positions: Positions;
  /** See `NodeView.mayHaveUpTo`. */
  readonly mayHaveUpTo: Lsn | null;
  /** The history that this node's lag is measured by. */
  readonly history: LsnHistory;
  /** What its upstream can send it now; null if that is not known. */
  readonly upstreamLsn: Lsn | null;
  readonly primary: PrimaryView;
  /** Where this node's WAL comes from in the end, as far as that is known; itself if it is not. */
  readonly root: string;
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
    provenWal: provenWalOf(node, previous),
    systemIdentifier: state?.systemIdentifier ?? null,
    foreign: node.foreign,
    stateAt: reach.kind === 'cold' ? positions.at : node.stateAt,
    fullyVisible: state?.fullyVisible ?? false,
    upstream,
    receiverStatus: receiverStatusOf(node),
    receiverWait: receiverWaitOf(node),
    knownSender: knownSenderOf(node, upstream, previous),
    wal: positions.wal,
    mayHaveUpTo: input.mayHaveUpTo,
    lag: role === 'standby' && !node.foreign ? lagOf(input) : null,
    awaits: awaitedBy(input),
    replay: reach.kind === 'cold' ? null : replayOf(node),
    senderRow: row,
    senderName: sender?.row.applicationName ?? null,
    syncState: row?.syncState ?? null,
    slots: state?.slots ?? [],
    settings: state?.settings ?? null,
    ...walKept(node, role, previous),
    conflicts: conflictsOf(node, previous?.conflicts ?? null, input.now),
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

/**
 * A primary's own, or what a receiver says that it has flushed; else what was proven before. A receiver
 * that begins anew begins with a whole segment, and says less than what was flushed before.
 */
function provenWalOf(node: NodeFacts, previous: NodeView | null): NodeView['provenWal'] {
  const known = previous?.provenWal ?? null;
  const { state } = node;
  if (!node.answers || node.foreign || state === null) return known;
  if (state.role.kind === 'primary') {
    return state.timeline === null ? known : { timeline: state.timeline, lsn: state.role.writeLsn };
  }
  const details = state.role.receiver?.details ?? null;
  if (details === null || details.receivedTimeline === null || details.flushedLsn === null) {
    return known;
  }
  const isLess = known?.timeline === details.receivedTimeline && known.lsn > details.flushedLsn;
  return isLess ? known : { timeline: details.receivedTimeline, lsn: details.flushedLsn };
}

function receiverStatusOf({ answers, state }: NodeFacts): string | null {
  if (!answers || state?.role.kind !== 'standby') return null;
  return state.role.receiver?.details?.status ?? null;
}

function receiverWaitOf({ answers, state }: NodeFacts): string | null {
  return answers && state?.role.kind === 'standby' ? state.role.receiverWait : null;
}

function walKept(
  { state }: NodeFacts,
  role: NodeView['role'],
  previous: NodeView | null,
): Pick<NodeView, 'archiver' | 'redoLsn' | 'summarizedLsn' | 'removedSegments'> {
  const archiver = state?.archiver ?? null;
  const redoLsn = state?.redoLsn ?? null;
  const [settings, slots] = [state?.settings ?? null, state?.slots ?? []];
  const summarizedLsn = state?.summarizedLsn ?? null;
  const now = { role, settings, slots, archiver, redoLsn, summarizedLsn };
  return { archiver, redoLsn, summarizedLsn, removedSegments: removedSegments(now, previous) };
}

/** Where it receives from now, if its upstream says that it is there; else where that was last so. */
function knownSenderOf(
  node: NodeFacts,
  upstream: Upstream | null,
  previous: NodeView | null,
): NodeView['knownSender'] {
  const role = node.state?.role;
  const details =
    node.answers && role?.kind === 'standby' ? (role.receiver?.details ?? null) : null;
  if (upstream?.kind !== 'node' || upstream.evidence !== 'walsender') {
    return previous?.knownSender ?? null;
  }
  const host = details?.senderHost ?? null;
  if (details === null || host === null) return previous?.knownSender ?? null;
  return { host, port: details.senderPort, node: upstream.node };
}

/**
 * A node that can't be asked but is being fed is a standby, whatever it was when last asked; and what
 * was known of one that can't be asked stays known.
 */
export function roleOf(
  node: NodeFacts,
  sender: SeenSender | null,
  before: NodeView | null,
): 'primary' | 'standby' | null {
  if (isKnownStandby(node, sender, before)) return 'standby';
  const remembered = node.answers ? null : (before?.role ?? null);
  return remembered ?? node.state?.role.kind ?? null;
}

function lagOf(input: NodeViewInput): HopLag | null {
  const { positions, previous, upstream } = input;
  const lagBefore = previous?.lag ?? null;
  if (!positions.fresh && lagBefore !== null) return lagBefore;
  if (positions.at === null) return null;
  const row = input.sender?.row.details ?? null;
  const primary = input.primary.kind === 'one' ? input.primary : null;
  return hopLag({
    receivedLsn: positions.wal.receivedLsn,
    replayLsn: positions.wal.replayLsn,
    at: positions.at,
    history: input.history,
    upstream:
      upstream?.kind === 'node' && upstream.node === primary?.node ? 'primary' : input.upstreamLsn,
    senderRow: upstream?.kind === 'node' ? row : null,
    mayHaveDiverged: mayHaveDiverged(input),
    isHistoryPast: primary === null && input.primary.kind !== 'several',
  });
}

/**
 * Whoever is fed from the primary, directly or over others, has its WAL, whatever timeline
 * `pg_control` still shows. Whoever is not may have gone another way: surely so on another timeline,
 * and a standby without a walreceiver that is ahead of its primary is no good sign on the same one.
 */
function mayHaveDiverged({ node, primary, root, upstream }: NodeViewInput): boolean {
  if (primary.kind === 'several') return !primary.nodes.includes(root);
  if (primary.kind !== 'one') return true;
  if (root === primary.node) return false;
  return upstream?.kind === 'disconnected' || node.state?.timeline !== primary.timeline;
}

function awaitedBy({ node, upstream, history, primary }: NodeViewInput): NodeView['awaits'] {
  const { state } = node;
  if (!node.answers || upstream?.kind !== 'archive' || state?.role.kind !== 'standby') return null;
  const { replayLsn } = state.role;
  const { walSegmentBytes } = state.settings;
  if (replayLsn === null || walSegmentBytes === null || state.timeline === null) return null;
  return awaitedSegment({
    replayLsn,
    timeline: state.timeline,
    segmentBytes: walSegmentBytes,
    primaryLsn: history.samples.at(-1)?.lsn ?? null,
    isPast: primary.kind !== 'one',
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
