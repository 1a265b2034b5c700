import { formatLsn } from '../replication/lsn.js';
import type {
  NodeView,
  OtherWalSender,
  Topology,
  UnmanagedStandby,
  Upstream,
} from '../replication/topology/model.js';
import { sameStandbyName } from '../replication/sync/parse-names.js';
import { alignColumns } from './columns.js';
import { bytesOrUnknown, currentLag, lagBytes, lagTime } from './lag-words.js';
import { notesOf } from './node-notes.js';
import { safeName } from './safe-text.js';
import { placeInTree, type TreeItem } from './tree-shape.js';

/** The longest name in the tree: a line must still fit a phone held upright, more or less. */
const maxTreeName = 28;

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
      return unmanagedCells(item.standby, topology);
    case 'other':
      return otherCells(item.sender);
  }
}

function nodeCells(node: NodeView, topology: Topology): string[] {
  const name = safeName(node.name, maxTreeName);
  const notes = notesOf(node, topology).join(', ');
  if (node.foreign) return [name, 'foreign', 'not counted', '', '', notes];
  if (node.role === 'primary') return [name, ...primaryCells(node, topology), '', notes];
  const lag = currentLag(node);
  return [name, roleOf(node), stateOf(node), lagBytes(lag), lagTime(lag), notes];
}

function primaryCells(node: NodeView, { primary }: Topology): string[] {
  const isFormer = primary.kind === 'one' && primary.node !== node.name;
  const role = isFormer ? 'was primary' : 'primary';
  if (node.reach.kind !== 'answers') return [role, 'silent', '?'];
  return [role, '', node.wal.writeLsn === null ? '?' : formatLsn(node.wal.writeLsn)];
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
      return node.senderRow?.state ?? stateByUpstream(node.upstream, '?');
    case 'answers':
      // Its own word that nothing feeds it outweighs a walsender that its upstream still shows.
      if (node.upstream?.kind === 'disconnected') return 'disconnected';
      return node.senderRow?.state ?? stateByUpstream(node.upstream, 'receives');
  }
}

/** `fed`: what it means that the node is known to have an upstream. */
function stateByUpstream(upstream: Upstream | null, fed: string): string {
  switch (upstream?.kind) {
    case 'node':
    case 'address':
      return fed;
    case 'archive':
    case 'disconnected':
      return upstream.kind;
    case 'unknown':
    case undefined:
      return '?';
  }
}

function unmanagedCells(standby: UnmanagedStandby, topology: Topology): string[] {
  const namesake = topology.nodes.find(({ declaration }) =>
    sameStandbyName(declaration.applicationName, standby.applicationName),
  );
  const notes = [
    namesake === undefined ? 'not configured' : `bears the name of ${safeName(namesake.name)}`,
  ];
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
