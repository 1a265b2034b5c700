import { safeName } from '../wording/safe-text.js';
import { nodeNamed } from '../replication/topology/walk.js';
import type { NodeView, Topology } from '../replication/topology/model.js';
import type { PlanInput } from './facts.js';

/** The primary that a plan replaces, as far as one is known: in service, silent, or the last one. */
export function oldPrimaryOf(input: Pick<PlanInput, 'topology' | 'lastPrimary'>): string | null {
  const { primary } = input.topology;
  switch (primary.kind) {
    case 'one':
    case 'unreachable':
      return primary.node;
    case 'none':
      return primary.last ?? input.lastPrimary;
    case 'several':
    case 'unknown':
      return input.lastPrimary;
  }
}

/** True if the node is a standby now, by its own word: it can't accept writes. */
export function standsBy(node: NodeView | undefined): boolean {
  return node?.reach.kind === 'answers' && node.role === 'standby' && !node.foreign;
}

/**
 * Why no plan can be made for this target, in one or two whole sentences; null if one can. What only
 * stands in the way (it lags, it is fed by another standby, …) is for the checks to say.
 */
export function whyNotTarget(topology: Topology, target: string): string | null {
  const name = safeName(target);
  const cluster = safeName(topology.cluster);
  const node = nodeNamed(topology, target);
  if (node === undefined) {
    const known = topology.nodes.map((each) => safeName(each.name)).join(', ');
    return `${cluster} has no node ${name}. Its nodes are ${known}.`;
  }
  if (node.foreign) {
    return `Behind the address of ${name} a server of another system answers: it can't become primary of ${cluster}.`;
  }
  if (topology.primary.kind === 'one' && topology.primary.node === target) {
    return `${name} is the primary of ${cluster} already.`;
  }
  if (topology.primary.kind === 'several' && topology.primary.nodes.includes(target)) {
    return `${name} is a primary already, and not the only one: stop all but one of them first.`;
  }
  switch (node.reach.kind) {
    case 'cold':
      return `${name} is a cold standby (\`hot_standby = off\`): it can't be asked how far it has come, nor be promoted by pgrepl.`;
    case 'not-polled-yet':
      return `${name} has not been looked at yet. Try again in a moment.`;
    case 'silent':
      return node.role === 'primary'
        ? `${name} was the primary of ${cluster} when it last answered: start it again instead of promoting it.`
        : null;
    case 'answers':
      return null;
  }
}

/** Why this cluster can't be switched over now, whoever the target; null if it can. */
export function whyNoSwitchover(topology: Topology): string | null {
  const cluster = safeName(topology.cluster);
  const { primary } = topology;
  switch (primary.kind) {
    case 'one':
      return null;
    case 'none':
      return `${cluster} has no primary that could be switched over from: promote a standby instead.`;
    case 'unreachable':
      return `${safeName(primary.node)}, the primary of ${cluster}, does not answer: a switchover stops it cleanly and needs it for that. If it is gone, promote a standby instead.`;
    case 'several':
      return `${cluster} has more than one primary: stop all but one of them first.`;
    case 'unknown':
      return `Which node is the primary of ${cluster} is not known yet. Try again in a moment.`;
  }
}
