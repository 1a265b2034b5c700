import { formatLsn } from '../replication/lsn.js';
import type { UnreachableReason } from '../replication/observation.js';
import type {
  HopLag,
  NodeView,
  OtherWalSender,
  Topology,
  UnmanagedStandby,
} from '../replication/topology/model.js';
import { alignColumns } from './columns.js';
import { safeName } from './safe-text.js';
import { placeInTree, type TreeItem } from './tree-shape.js';
import { formatBytes, formatDuration, formatUtcTime } from './units.js';

/** The longest name in the tree: a line must still fit a phone held upright, more or less. */
const maxTreeName = 28;

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

/** Why a node gives no answer, in a few words. */
export function reasonInWords(reason: UnreachableReason): string {
  return reasonWords[reason];
}

/** Bytes, or `?` where they are not known. */
export function bytesOrUnknown(bytes: number | null): string {
  return bytes === null ? '?' : formatBytes(bytes);
}

/** A time lag: below a second in milliseconds, because that is where healthy ones differ. */
export function shortTime(ms: number): string {
  return ms > 0 && ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : formatDuration(ms);
}

/** How far a standby is behind in time; `≥` if the history does not reach back to the truth. */
export function lagTime(lag: HopLag | null): string {
  if (lag === null || lag.timeMs === null) return '?';
  return `${lag.timeIsLowerBound ? '≥ ' : ''}${shortTime(lag.timeMs)}`;
}

/**
 * The cluster as lines of fixed-width text: name below its upstream, role or `sync_state`, state,
 * how far it is behind the primary in bytes and in time, and what else must be known. What is not
 * known is `?`, never 0.
 */
export function clusterTree(topology: Topology): string[] {
  return alignColumns(
    placeInTree(topology).map(({ prefix, item }) => {
      const [name = '', ...cells] = cellsOf(item, topology);
      return [`${prefix}${name}`, ...cells];
    }),
  );
}

function cellsOf(item: TreeItem, topology: Topology): string[] {
  switch (item.kind) {
    case 'node':
      return nodeCells(item.node, topology);
    case 'unmanaged':
      return unmanagedCells(item.standby);
    case 'other':
      return otherCells(item.sender);
  }
}

function nodeCells(node: NodeView, topology: Topology): string[] {
  const name = safeName(node.name, maxTreeName);
  const notes = notesOf(node, topology).join(', ');
  if (node.foreign) return [name, 'foreign', 'not counted', '', '', notes];
  if (node.role === 'primary') {
    const lsn = node.wal.writeLsn === null ? '?' : formatLsn(node.wal.writeLsn);
    return [name, 'primary', node.reach.kind === 'silent' ? 'silent' : '', lsn, '', notes];
  }
  const bytes = bytesOrUnknown(node.lag?.replayBytes ?? null);
  return [name, roleOf(node), stateOf(node), bytes, lagTime(node.lag), notes];
}

function roleOf(node: NodeView): string {
  if (node.syncState !== null) return node.syncState;
  return node.role === 'standby' ? 'standby' : '?';
}

function stateOf(node: NodeView): string {
  switch (node.reach.kind) {
    case 'silent':
      return 'silent';
    case 'not-polled-yet':
      return 'not polled';
    case 'cold':
    case 'answers':
      if (node.senderRow !== null) return node.senderRow.state;
      if (node.upstream?.kind === 'archive') return 'archive';
      if (node.upstream?.kind === 'disconnected') return 'disconnected';
      return '?';
  }
}

function notesOf(node: NodeView, topology: Topology): string[] {
  const notes: string[] = [];
  const { reach, upstream, replay, senderRow } = node;
  if (reach.kind === 'silent') {
    notes.push(`${reasonInWords(reach.reason)} since ${formatUtcTime(reach.since)}`);
    if (senderRow !== null) notes.push('upstream still sends');
  }
  if (reach.kind === 'cold') notes.push('cold, cannot be queried');
  if (node.foreign) notes.push(`other system ${node.systemIdentifier ?? '?'}`);
  const slot = senderRow?.slotName ?? null;
  if (slot !== null) notes.push(`slot ${safeName(slot)}`);
  if (upstream?.kind === 'address') {
    notes.push(`from ${safeName(upstream.host)}:${upstream.port ?? '?'}, not configured`);
  }
  if (upstream?.kind === 'archive') notes.push('from the archive');
  if (upstream?.kind === 'unknown') notes.push('upstream unknown');
  if (upstream?.kind === 'node' && !isPrimaryNode(topology, upstream.node)) {
    notes.push(`this hop ${bytesOrUnknown(node.lag?.hopBytes ?? null)}`);
  }
  if (replay?.paused === true) notes.push('replay paused');
  const applyDelayMs = replay?.applyDelayMs ?? 0;
  if (applyDelayMs > 0) {
    notes.push(`delayed on purpose by ${formatDuration(applyDelayMs)}`);
  }
  if (topology.primary.kind === 'several' && node.role === 'primary' && !node.foreign) {
    notes.push(`one of ${topology.primary.nodes.length} primaries`);
  }
  const timeline = topology.primary.kind === 'one' ? topology.primary.timeline : null;
  if (!node.foreign && node.timeline !== null && timeline !== null && node.timeline !== timeline) {
    notes.push(`timeline ${node.timeline}`);
  }
  if (reach.kind === 'answers' && !node.fullyVisible) notes.push('not fully visible');
  return notes;
}

function isPrimaryNode(topology: Topology, name: string): boolean {
  return topology.nodes.some((node) => node.name === name && node.role === 'primary');
}

function unmanagedCells(standby: UnmanagedStandby): string[] {
  const notes = ['not configured'];
  if (standby.clientAddress !== null) notes.push(safeName(standby.clientAddress));
  if (standby.slotName !== null) notes.push(`slot ${safeName(standby.slotName)}`);
  return [
    safeName(standby.applicationName, maxTreeName),
    standby.syncState ?? '?',
    standby.state ?? '?',
    bytesOrUnknown(standby.replayBytes),
    '?',
    notes.join(', '),
  ];
}

const otherWords: Readonly<Record<OtherWalSender['kind'], string>> = {
  'base-backup': 'base backup',
  'wal-receive': 'receives WAL',
  starting: 'starting',
  'not-visible': 'not visible',
  logical: 'logical',
};

function otherCells(sender: OtherWalSender): string[] {
  const name = safeName(sender.applicationName, maxTreeName);
  return [name, 'no standby', otherWords[sender.kind], '', '', ''];
}
