import type { TopologyChange } from '../findings/model.js';
import type { EpochMs } from '../observation.js';
import type { NodeView, Topology } from './model.js';
import { nodeNamed } from './walk.js';

/**
 * Which nodes have changed their role or their timeline since. A silent node keeps what was last known
 * of it, so that a change during the silence is noticed when the node is back. What is not known on
 * either side changes nothing, and a server of another system says nothing about this cluster.
 */
export function topologyChanges(previous: Topology, next: Topology): readonly TopologyChange[] {
  return next.nodes.flatMap((node) => {
    const before = nodeNamed(previous, node.name);
    if (before === undefined || before.foreign || node.foreign) return [];
    const at = node.stateAt ?? next.at;
    return [...roleChange(before, node, at), ...timelineChange(before, node, at)];
  });
}

function roleChange(before: NodeView, node: NodeView, at: EpochMs): readonly TopologyChange[] {
  const [from, to] = [before.role, node.role];
  if (from === null || to === null || from === to) return [];
  return [{ kind: 'role', node: node.name, from, to, at }];
}

function timelineChange(before: NodeView, node: NodeView, at: EpochMs): readonly TopologyChange[] {
  const [from, to] = [before.timeline, node.timeline];
  if (from === null || to === null || from === to) return [];
  return [{ kind: 'timeline', node: node.name, from, to, at }];
}
