import type { NodeView, Topology } from '../topology/model.js';
import { nodeCause } from './candidate.js';
import { connectionOf, isCutOff, judgedStandbys } from './connection.js';
import { nodeNamed, upstreamName } from './look.js';

/**
 * What else the loss of this standby may come from: its upstream, if that is lost itself, is cut
 * off itself, or has lost all of several standbys at once (then the trouble is at its end).
 */
export function cutOffCauses(topology: Topology, node: NodeView): readonly string[] {
  const upstream = nodeNamed(topology, upstreamName(node)) ?? lostPrimary(topology);
  if (upstream === null || upstream.name === node.name) return [];
  const blamed =
    upstream.reach.kind === 'silent' ||
    (upstream.role === 'standby' && isCutOff(connectionOf(topology, upstream))) ||
    losesAll(topology, upstream);
  return blamed ? [nodeCause(upstream.name)] : [];
}

function lostPrimary(topology: Topology): NodeView | null {
  return topology.primary.kind === 'unreachable'
    ? nodeNamed(topology, topology.primary.node)
    : null;
}

function losesAll(topology: Topology, upstream: NodeView): boolean {
  const fed = judgedStandbys(topology).filter((node) => upstreamName(node) === upstream.name);
  return fed.length > 1 && fed.every((node) => isCutOff(connectionOf(topology, node)));
}
