import type { HopLag, NodeView, Topology } from '../topology/model.js';
import type { LagSample } from './model.js';

/**
 * What a look at a cluster tells of its standbys' lag. A standby that nobody can speak for, and one
 * whose lag is "at least nothing", has no sample: then its history has a gap.
 */
export function lagSamples(topology: Topology): readonly LagSample[] {
  return topology.nodes.flatMap((node) => sampleOf(node) ?? []);
}

function sampleOf(node: NodeView): LagSample | null {
  if (node.role === 'primary' || node.foreign || node.lag === null) return null;
  if (node.reach.kind !== 'answers' && node.senderRow === null) return null;
  const { lag } = node;
  const bytes = known(lag.replayBytes, lag);
  const timeMs = known(lag.timeMs, lag);
  if (bytes === null && timeMs === null) return null;
  return { node: node.name, bytes, timeMs, atLeast: lag.isLowerBound || lag.timeIsLowerBound };
}

/** Against a primary that was only seen in the past, nothing behind means nothing. */
function known(figure: number | null, { isLowerBound }: HopLag): number | null {
  return isLowerBound && figure === 0 ? null : figure;
}
