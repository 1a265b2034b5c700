import { safeName } from '../wording/safe-text.js';
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
