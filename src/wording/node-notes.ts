import { lagStage, replayHold } from '../replication/findings/lag-stage.js';
import { formatLsn } from '../replication/lsn.js';
import type { EpochMs, UnreachableReason } from '../replication/observation.js';
import type { NodeView, Topology } from '../replication/topology/model.js';
import { bytesOrUnknown, currentLag, stageWords } from './lag-words.js';
import { safeName } from './safe-text.js';
import { formatBytes, formatDuration, formatUtcTime } from './units.js';

const reasonWords: Readonly<Record<UnreachableReason, string>> = {
  refused: 'connection refused',
  'timed-out': 'timed out',
  unreachable: 'no route to the host',
  dns: 'host name not found',
  tls: 'TLS failed',
  authentication: 'login rejected',
  'starting-up': 'starting up',
  'hot-standby-off': 'hot standby off',
  'shutting-down': 'shutting down',
  'too-many-connections': 'too many connections',
  'connection-lost': 'connection lost',
  permission: 'not permitted',
  protocol: 'not a PostgreSQL that can be read',
};

/** What else must be known of a node than its role, state and lag; a few words each. */
export function notesOf(node: NodeView, topology: Topology): readonly string[] {
  if (node.foreign) {
    return [
      ...silence(node, topology.at),
      `other system ${safeName(node.systemIdentifier ?? '?')}`,
    ];
  }
  return [
    ...silence(node, topology.at),
    ...lastSeen(node),
    ...source(node, topology),
    ...progress(node, topology),
    ...oddities(node, topology),
  ];
}

function silence({ reach, senderRow }: NodeView, now: EpochMs): readonly string[] {
  if (reach.kind === 'cold') return ['cold, cannot be queried'];
  if (reach.kind !== 'silent') return [];
  const why = `${reasonWords[reach.reason]} since ${formatUtcTime(reach.since, now)}`;
  const state = senderRow === null ? [] : [`upstream still sends (${safeName(senderRow.state)})`];
  return [why, ...state];
}

/** Where a node stood of which nobody knows where it stands now. */
function lastSeen(node: NodeView): readonly string[] {
  if (node.reach.kind === 'answers' || node.senderRow !== null) return [];
  const lsn = node.wal.writeLsn ?? node.wal.receivedLsn;
  return lsn === null ? [] : [`last seen at ${formatLsn(lsn)}`];
}

function source(node: NodeView, topology: Topology): readonly string[] {
  const { upstream, senderRow } = node;
  const notes: string[] = [];
  const slot = senderRow?.slotName ?? null;
  if (slot !== null) notes.push(`slot ${safeName(slot)}`);
  switch (upstream?.kind) {
    case 'node':
      if (!isPrimaryNode(topology, upstream.node) && currentLag(node) !== null) {
        notes.push(
          `${bytesOrUnknown(node.lag?.hopBytes ?? null)} behind ${safeName(upstream.node)}`,
        );
      }
      break;
    case 'address':
      notes.push(`from ${safeName(upstream.host)}:${upstream.port ?? '?'}, not configured`);
      break;
    case 'disconnected':
      // One in `startup` has a connection and gets nothing.
      if (node.reach.kind === 'answers' && senderRow !== null && senderRow.state !== 'startup') {
        notes.push(
          `${safeName(upstream.last ?? 'its upstream')} still shows it ${safeName(senderRow.state)}`,
        );
      }
      break;
    case 'unknown':
      notes.push('upstream unknown');
      break;
    case 'archive':
      if (node.awaits !== null) {
        const open = node.awaits.isComplete === false ? ', which is still being written' : '';
        notes.push(`waits for ${node.awaits.file}${open}`);
      }
      break;
    case undefined:
      break;
  }
  return notes;
}

/** How far it is, where the figures alone would say too much or too little. */
function progress(node: NodeView, topology: Topology): readonly string[] {
  const lag = currentLag(node);
  const { receivedLsn } = node.wal;
  if (lag?.isLowerBound === true && receivedLsn !== null) {
    return [`received up to ${formatLsn(receivedLsn)}`];
  }
  if (node.upstream?.kind !== 'disconnected' || topology.primary.kind !== 'one') return [];
  if (lag === null || lag.receiveBytes === null) return [];
  return [
    lag.receiveBytes === 0
      ? 'has missed nothing yet'
      : `has missed ${formatBytes(lag.receiveBytes)}`,
  ];
}

/** Lag below this is not worth a word about where it is, ms. */
const worthWordsMs = 1000;

/** Where most of a lag is, unless another note says why already. */
function hold(node: NodeView, topology: Topology): readonly string[] {
  const lag = currentLag(node);
  if (lag === null || (lag.timeMs ?? 0) < worthWordsMs || lag.isLowerBound) return [];
  // Nothing is on its way to one that is cut off.
  if (node.upstream?.kind === 'disconnected') return [];
  // What an archive does not hold yet is told with the file that is waited for.
  const stage = lagStage(topology, node);
  if (stage === null || stage.stage === 'archive') return [];
  // A pause, whatever it is for, and a delay have a note of their own.
  const isTold = stage.hold !== null && stage.hold !== 'conflict';
  return isTold ? [] : [`mostly ${stageWords(stage)}`];
}

function oddities(node: NodeView, topology: Topology): readonly string[] {
  const { primary } = topology;
  const notes: string[] = [];
  const answers = node.reach.kind === 'answers';
  const replay = answers ? node.replay : null;
  const isHeld = answers && replayHold(topology, node) === 'settings';
  if (isHeld) notes.push("replay paused: settings below the primary's");
  else if (replay?.paused === true) notes.push('replay paused');
  notes.push(...hold(node, topology));
  const applyDelayMs = replay?.applyDelayMs ?? 0;
  if (applyDelayMs > 0) notes.push(`delayed on purpose by ${formatDuration(applyDelayMs)}`);
  if (primary.kind === 'several' && node.role === 'primary') {
    notes.push(`one of ${primary.nodes.length} primaries`);
  }
  const timeline = primary.kind === 'one' ? primary.timeline : null;
  if (node.timeline !== null && timeline !== null && node.timeline !== timeline) {
    notes.push(`timeline ${node.timeline}`);
  }
  if (answers && !node.fullyVisible) notes.push('not fully visible');
  return notes;
}

function isPrimaryNode(topology: Topology, name: string): boolean {
  return topology.nodes.some((node) => node.name === name && node.role === 'primary');
}
