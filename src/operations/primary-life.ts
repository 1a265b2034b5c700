import type { EpochMs, UnreachableReason } from '../replication/observation.js';
import { reasonWords } from '../replication/findings/reasons.js';
import { testimonyAbout } from '../replication/findings/testimony.js';
import { nodeNamed } from '../replication/topology/walk.js';
import type { PlanInput } from './facts.js';

/** Whether the primary that a promotion replaces accepts writes, as far as anybody can tell. */
export type PrimaryLife =
  /** It answers, and is a primary. */
  | { readonly kind: 'serves'; readonly node: string }
  | { readonly kind: 'several'; readonly nodes: readonly string[] }
  /** Every node answers, or is known to be a standby: nobody accepts writes. */
  | { readonly kind: 'none'; readonly last: string | null }
  /** Its host says that nothing listens there, and no standby receives from it. */
  | {
      readonly kind: 'down';
      readonly node: string;
      readonly since: EpochMs;
      /** The standbys that it fed and that answer: none of them receives from it any more. */
      readonly asked: readonly string[];
    }
  /** pgrepl can't reach it, and standbys receive from it all the same. */
  | { readonly kind: 'feeds'; readonly node: string; readonly standbys: readonly string[] }
  /** A server answers there, but does not take pgrepl in: it runs, or is about to. */
  | {
      readonly kind: 'runs';
      readonly node: string;
      readonly reason: UnreachableReason;
      readonly since: EpochMs;
    }
  /** It may be dead, frozen or out of sight. */
  | {
      readonly kind: 'silent';
      readonly node: string;
      /** Null if it was not asked, or if another system's server answers in its place. */
      readonly reason: UnreachableReason | null;
      readonly since: EpochMs | null;
      /** Standbys that receive from an address that no node has: perhaps from it, by a proxy. */
      readonly elsewhere: readonly string[];
    }
  | { readonly kind: 'unknown' };

export function primaryLife({ topology }: Pick<PlanInput, 'topology'>): PrimaryLife {
  const { primary } = topology;
  switch (primary.kind) {
    case 'one':
      return { kind: 'serves', node: primary.node };
    case 'several':
      return { kind: 'several', nodes: primary.nodes };
    case 'none':
      return { kind: 'none', last: primary.last };
    case 'unknown':
      return { kind: 'unknown' };
    case 'unreachable':
      break;
  }
  const { node } = primary;
  const view = nodeNamed(topology, node);
  const { asked, connected, elsewhere } = testimonyAbout(topology, null, node);
  if (connected.length > 0) return { kind: 'feeds', node, standbys: connected };
  if (view?.reach.kind !== 'silent' || view.foreign) {
    return { kind: 'silent', node, reason: null, since: null, elsewhere };
  }
  const { reason, since } = view.reach;
  if (reasonWords[reason].alive) return { kind: 'runs', node, reason, since };
  return reason === 'refused' && elsewhere.length === 0
    ? { kind: 'down', node, since, asked }
    : { kind: 'silent', node, reason, since, elsewhere };
}

/**
 * Whether the configuration has a command that makes sure that the node accepts no write. One that was
 * tried in vain not long ago is none.
 */
export function canFence(
  { hands, fenceFailed }: Pick<PlanInput, 'hands' | 'fenceFailed'>,
  node: string,
): boolean {
  if (fenceFailed?.node === node) return false;
  const summary = hands.get(node);
  return summary?.driver === 'command' && summary.commands.includes('fence');
}
