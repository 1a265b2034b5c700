import { branchBelow } from '../replication/topology/walk.js';
import type { NodeView, Upstream } from '../replication/topology/model.js';
import type { PlanInput } from './facts.js';
import type { PlanNode } from './plan-model.js';
import { standsBy } from './subject.js';

/** Who is what in a plan: every configured node, in the configuration's order. */
export function planNodes(
  input: PlanInput,
  primary: string | null,
  target: string,
): readonly PlanNode[] {
  const { topology } = input;
  const followers = topology.nodes.filter((node) => follows(node, primary, target));
  const below = new Set(
    [target, ...followers.map(({ name }) => name)].flatMap((name) => branchBelow(topology, name)),
  );
  return topology.nodes.map((node) => {
    const part = partOf(node, { input, primary, target, followers, below });
    return {
      name: node.name,
      part,
      role: node.role,
      timeline: node.timeline,
      systemIdentifier: node.systemIdentifier,
      upstream: node.role === 'primary' ? null : upstreamInWords(node.upstream),
      reachable: node.reach.kind === 'answers',
      upstreamAfter: part === 'follower' || comesBack(input, part) ? target : null,
    };
  });
}

interface Sides {
  readonly input: PlanInput;
  readonly primary: string | null;
  readonly target: string;
  readonly followers: readonly NodeView[];
  readonly below: ReadonlySet<string>;
}

function partOf(node: NodeView, sides: Sides): PlanNode['part'] {
  if (node.name === sides.target) return 'target';
  if (sides.followers.includes(node)) return 'follower';
  // A former primary that is a standby by now is one of those that follow, or is left as it is.
  if (node.name === sides.primary && !standsBy(node)) return 'old-primary';
  const waits = node.upstream?.kind === 'disconnected' && node.upstream.last === sides.target;
  const isBelow = sides.below.has(node.name) || (waits && standsBy(node));
  if (isBelow && !node.foreign && node.name !== sides.primary) return 'below';
  return 'left-out';
}

/** In a switchover the old primary becomes a standby of the new one; after a promotion it is left. */
function comesBack(input: PlanInput, part: PlanNode['part']): boolean {
  return input.kind === 'switchover' && part === 'old-primary';
}

/**
 * A standby that loses its source with the old primary, and can be told of the new one: it answers,
 * and receives from the old primary, did so last, or has nothing that it receives from.
 */
function follows(node: NodeView, primary: string | null, target: string): boolean {
  if (node.name === target || !standsBy(node)) return false;
  switch (node.upstream?.kind) {
    case 'node':
      return node.upstream.node === primary;
    case 'disconnected':
      return node.upstream.last === null || node.upstream.last === primary;
    case 'address':
    case 'archive':
    case 'unknown':
    case undefined:
      // One that was the primary before and waits for a source is in nobody's branch.
      return node.name === primary;
  }
}

/** The upstream's name, or what it receives from in a word. */
function upstreamInWords(upstream: Upstream | null): string | null {
  switch (upstream?.kind) {
    case 'node':
      return upstream.node;
    case 'address':
      return upstream.port === null ? upstream.host : `${upstream.host}:${upstream.port}`;
    case 'archive':
      return 'archive';
    case 'disconnected':
      return upstream.last === null ? 'nothing' : `${upstream.last} (disconnected)`;
    case 'unknown':
      return 'unknown';
    case undefined:
      return null;
  }
}
