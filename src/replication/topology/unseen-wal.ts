import type { Lsn } from '../lsn.js';
import { maxLsn } from '../lsn.js';
import type { NodeFacts } from './facts.js';
import type { NodeView, PrimaryView, UnmanagedStandby, Upstream } from './model.js';
import type { Positions } from './positions.js';
import type { SeenSender } from './senders.js';

export interface UnseenWalInput {
  readonly node: NodeFacts;
  readonly sender: SeenSender | null;
  readonly upstream: Upstream | null;
  readonly primary: PrimaryView;
  /** Of every node of the cluster, by its name. */
  readonly positions: ReadonlyMap<string, Positions>;
  /** Standbys that no configured node accounts for: one of them may be this one. */
  readonly unmanaged: readonly UnmanagedStandby[];
  readonly previous: NodeView | null;
}

/**
 * The furthest that a standby can have received which does not answer: where its source stood when it
 * was first seen that nobody feeds it any more. Until then it may have received all that there was,
 * however much was written since its last answer; afterwards it received nothing, unless somebody fed
 * it between two polls only. Null where it answers or is fed, and as long as its source gives no answer.
 *
 * The source's position is read in the same statement as its walsenders, a moment before them.
 */
export function mayHaveUpTo({
  node,
  sender,
  upstream,
  primary,
  positions,
  unmanaged,
  previous,
}: UnseenWalInput): Lsn | null {
  if (node.answers || sender !== null) return null;
  if (upstream?.kind === 'node' && upstream.evidence === 'walsender') return null;
  const root = primary.kind === 'one' ? primary.node : null;
  const source = sourceOf(upstream) ?? root;
  if (unmanaged.some((standby) => standby.upstream === source)) return null;
  if (previous !== null && previous.mayHaveUpTo !== null) return previous.mayHaveUpTo;
  const there = positionOf(source, positions);
  return there === null ? null : maxLsn(there, positionOf(root, positions));
}

function sourceOf(upstream: Upstream | null): string | null {
  if (upstream?.kind === 'node') return upstream.node;
  return upstream?.kind === 'disconnected' ? upstream.last : null;
}

/** Null if it does not say now where it is. */
function positionOf(name: string | null, positions: ReadonlyMap<string, Positions>): Lsn | null {
  const known = name === null ? undefined : positions.get(name);
  return known?.fresh === true ? (known.wal.writeLsn ?? known.wal.receivedLsn) : null;
}
