import type { LsnHistory } from '../lag/history.js';
import { addSample, emptyHistory } from '../lag/history.js';
import type { NodeFacts } from './facts.js';
import type { PrimaryView, Upstream } from './model.js';

export interface LagBasis {
  readonly history: LsnHistory;
  readonly primary: PrimaryView;
  readonly nodes: readonly NodeFacts[];
  readonly upstreams: ReadonlyMap<string, Upstream | null>;
}

/**
 * The history that a node's lag is measured by: the primary's, with its newest answer in it. While
 * the primary can't be reached that is the past of the last one. With several primaries each standby
 * is measured by the one that it follows, and one that follows none by nothing.
 */
export function historyFor(name: string, basis: LagBasis): LsnHistory {
  const { history, primary } = basis;
  if (primary.kind === 'one') return withAnswerOf(primary.node, history, basis);
  if (primary.kind !== 'several') return history;
  const root = rootOf(name, basis.upstreams);
  return primary.nodes.includes(root) ? withAnswerOf(root, emptyHistory, basis) : emptyHistory;
}

function withAnswerOf(name: string, history: LsnHistory, basis: LagBasis): LsnHistory {
  const node = basis.nodes.find((other) => other.name === name);
  const known = node?.record.latestState ?? null;
  if (known?.state.role.kind !== 'primary') return history;
  return addSample(history, { at: known.at, lsn: known.state.role.writeLsn });
}

/** Up the upstreams, which have no rings, to where nothing is known any more. */
export function rootOf(name: string, upstreams: ReadonlyMap<string, Upstream | null>): string {
  const upstream = upstreams.get(name) ?? null;
  return upstream?.kind === 'node' ? rootOf(upstream.node, upstreams) : name;
}
