import type { EpochMs, NodeState, UnreachableReason } from '../observation.js';
import type { NodeDeclaration, NodeRecord } from './model.js';

/** What a node's record says, laid out for the building of the topology. */
export interface NodeFacts {
  readonly name: string;
  readonly declaration: NodeDeclaration;
  readonly record: NodeRecord;
  /** The newest state, be it old; null if there never was one. */
  readonly state: NodeState | null;
  readonly stateAt: EpochMs | null;
  /** True if the newest poll brought the state. */
  readonly answers: boolean;
  /** Why the newest poll brought none; null if it did, or if there was no poll yet. */
  readonly noState: { readonly reason: UnreachableReason; readonly detail: string } | null;
  /** Another cluster's server stands behind the node's URL. */
  readonly foreign: boolean;
}

export function factsOf(record: NodeRecord, systemIdentifier: string | null): NodeFacts {
  const state = record.latestState?.state ?? null;
  const result = record.latest?.result ?? null;
  return {
    name: record.declaration.name,
    declaration: record.declaration,
    record,
    state,
    stateAt: record.latestState?.at ?? null,
    answers: result?.kind === 'state',
    noState: result?.kind === 'no-state' ? result : null,
    foreign:
      state !== null && systemIdentifier !== null && state.systemIdentifier !== systemIdentifier,
  };
}

/**
 * The identifier by which the cluster is told from foreign servers now: the given one; else the one that most nodes have;
 * between equals, the one that a primary has; else the first node's.
 */
export function clusterIdentifier(
  records: readonly NodeRecord[],
  given: string | null,
): string | null {
  if (given !== null) return given;
  const votes = new Map<string, number>();
  for (const { latestState } of records) {
    if (latestState === null) continue;
    const { systemIdentifier, role } = latestState.state;
    // A vote and a half for a primary decides between equals, and never against one node more.
    const weight = role.kind === 'primary' ? 1 + 1 / (2 * records.length) : 1;
    votes.set(systemIdentifier, (votes.get(systemIdentifier) ?? 0) + weight);
  }
  let best: string | null = null;
  for (const [identifier, count] of votes) {
    if (best === null || count > (votes.get(best) ?? 0)) best = identifier;
  }
  return best;
}

/**
 * Whether the identifier is certain enough to be remembered: more than half of all configured nodes
 * have it. The first one to answer may be the one foreign server.
 */
export function isCertain(identifier: string, records: readonly NodeRecord[]): boolean {
  const having = records.filter(
    ({ latestState }) => latestState?.state.systemIdentifier === identifier,
  );
  return having.length * 2 > records.length;
}
