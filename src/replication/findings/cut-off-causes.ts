import type { EpochMs } from '../observation.js';
import type { NodeView, Topology } from '../topology/model.js';
import { findingKey, nodeCause } from './candidate.js';
import { connectionOf, isCutOff, judgedStandbys } from './connection.js';
import { nodeNamed, upstreamName } from './look.js';
import type { RuleContext } from './model.js';

/** The effect may be seen a poll or two before its cause, ms. */
const togetherMs = 5000;

/**
 * What else the loss of this standby, since `since`, may come from: its upstream, if that is lost
 * itself, is cut off itself, or has lost all of several standbys at once (then the trouble is at its
 * end). Trouble of the upstream that came later is not the cause.
 */
export function cutOffCauses(
  context: RuleContext,
  node: NodeView,
  since: EpochMs,
): readonly string[] {
  const { topology } = context;
  const upstream = nodeNamed(topology, upstreamName(node)) ?? lostPrimary(topology);
  if (upstream === null || upstream.name === node.name) return [];
  const began = troubleSince(context, upstream);
  const isCause = began !== null && began - since <= togetherMs;
  return isCause || losesAll(context, upstream, since) ? [nodeCause(upstream.name)] : [];
}

/** After a restart a node's silence begins anew, but not what is told of it. */
const ownTrouble = ['standby-disconnected', 'primary-unreachable', 'node-unreachable'];

function lostPrimary(topology: Topology): NodeView | null {
  return topology.primary.kind === 'unreachable'
    ? nodeNamed(topology, topology.primary.node)
    : null;
}

/** Since when a node itself is silent or cut off; null if it is neither. */
function troubleSince(context: RuleContext, node: NodeView): EpochMs | null {
  if (node.reach.kind === 'silent') {
    const told = ownTrouble.map((kind) => toldSince(context, kind, node.name) ?? context.now);
    return Math.min(node.reach.since, ...told);
  }
  const cutOff = node.role === 'standby' && isCutOff(connectionOf(context.topology, node));
  return cutOff ? cutOffSince(context, node) : null;
}

function cutOffSince(context: RuleContext, node: NodeView): EpochMs {
  return toldSince(context, 'standby-disconnected', node.name) ?? context.now;
}

function toldSince(context: RuleContext, kind: string, node: string): EpochMs | null {
  return context.activeSince(findingKey(context.topology.cluster, kind, node));
}

function losesAll(context: RuleContext, upstream: NodeView, since: EpochMs): boolean {
  const fed = judgedStandbys(context.topology).filter(
    (node) => upstreamName(node) === upstream.name,
  );
  return (
    fed.length > 1 &&
    fed.every(
      (node) =>
        isCutOff(connectionOf(context.topology, node)) &&
        Math.abs(cutOffSince(context, node) - since) <= togetherMs,
    )
  );
}
