import { counted } from '../sync/confirming.js';
import { sameStandbyName } from '../sync/parse-names.js';
import { isAmong } from '../topology/loss.js';
import type { NodeView, SyncMember, SyncView, Topology } from '../topology/model.js';
import { nodeNamed } from '../topology/walk.js';

/**
 * The cluster as it would be right after these nodes had ended: what is known of the others stays as
 * it is, and PostgreSQL has chosen its synchronous standbys anew.
 */
export function without(topology: Topology, lost: readonly string[]): Topology {
  if (lost.length === 0) return topology;
  const { primary } = topology;
  const strangers = lost.filter((name) => nodeNamed(topology, name) === undefined);
  const losesPrimary = primary.kind === 'one' && lost.includes(primary.node);
  return {
    ...topology,
    primary: losesPrimary ? { kind: 'unreachable', node: primary.node } : primary,
    nodes: topology.nodes.map((node) => nodeAfter(node, lost, topology.at)),
    unmanaged: topology.unmanaged.filter(
      ({ upstream, applicationName }) =>
        !lost.includes(upstream) && !strangers.includes(applicationName),
    ),
    otherWalSenders: topology.otherWalSenders.filter(({ upstream }) => !lost.includes(upstream)),
    sync: losesPrimary
      ? { ...topology.sync, members: [], commits: { kind: 'unknown' }, wait: null }
      : syncAfter(topology, lost),
    writeRate: losesPrimary ? null : topology.writeRate,
  };
}

function nodeAfter(node: NodeView, lost: readonly string[], at: number): NodeView {
  const downstream = node.downstream.filter((name) => !lost.includes(name));
  if (lost.includes(node.name)) {
    const since = node.reach.kind === 'silent' ? node.reach.since : at;
    return {
      ...node,
      reach: { kind: 'silent', reason: 'refused', detail: '', since, polls: 1 },
      senderRow: null,
      syncState: null,
      syncWait: null,
      downstream: [],
    };
  }
  if (node.upstream?.kind !== 'node' || !lost.includes(node.upstream.node)) {
    return { ...node, downstream };
  }
  return {
    ...node,
    upstream: { kind: 'disconnected', last: node.upstream.node },
    receiverStatus: null,
    senderRow: null,
    syncState: null,
    downstream,
  };
}

function syncAfter(topology: Topology, lost: readonly string[]): SyncView {
  const { sync } = topology;
  const { config } = sync;
  if (config === null) return sync;
  const isNamed = ({ name }: SyncMember): boolean =>
    config.names.some((listed) => listed !== '*' && sameStandbyName(listed, name));
  const members = sync.members.flatMap((member): readonly SyncMember[] => {
    if (!isAmong(topology, member, lost)) return [member];
    return isNamed(member)
      ? [{ ...member, state: 'missing', eligible: false, withholds: null }]
      : [];
  });
  if (config.method === 'quorum') return { ...sync, members };
  const chosen = counted(members).slice(0, config.numSync);
  return {
    ...sync,
    members: members.map((member) => {
      if (!chosen.includes(member)) return member;
      return { ...member, state: 'sync' };
    }),
  };
}
