import type { NodeFacts } from './facts.js';
import type { PrimaryView } from './model.js';
import { addressOf } from './senders.js';

export interface PrimaryInput {
  /** All nodes but the foreign ones. */
  readonly nodes: readonly NodeFacts[];
  /** Nodes at whose address another system answers: what is really theirs can't be asked. */
  readonly foreign: readonly NodeFacts[];
  /** Nodes that are alive as standbys although they can't be queried. */
  readonly knownStandbys: ReadonlySet<string>;
  readonly lastPrimary: string | null;
}

/** Who is primary, by what the nodes say that answer, and who could be of those that don't. */
export function findPrimary(input: PrimaryInput): PrimaryView {
  const { nodes, foreign, knownStandbys, lastPrimary } = input;
  const primaries = nodes.filter((node) => node.answers && node.state?.role.kind === 'primary');
  const [only] = primaries;
  if (primaries.length > 1) return { kind: 'several', nodes: primaries.map(({ name }) => name) };
  if (only !== undefined) {
    return { kind: 'one', node: only.name, timeline: only.state?.timeline ?? null };
  }
  const polled = nodes.filter(({ record }) => record.latest !== null);
  if (polled.length < nodes.length || polled.length === 0) return { kind: 'unknown' };
  const silent = nodes.filter((node) => !node.answers && !knownStandbys.has(node.name));
  const hidden = foreign.find(({ name }) => name === lastPrimary);
  const suspect = hidden ?? likeliest(silent, nodes, lastPrimary) ?? foreign[0] ?? null;
  if (suspect === null) return { kind: 'none', last: lastPrimary ?? lastSeen(nodes) };
  const learned = nodes.some(({ state }) => state !== null) || lastPrimary !== null;
  return learned ? { kind: 'unreachable', node: suspect.name } : { kind: 'unknown' };
}

/**
 * Of the silent nodes the one that is most likely the primary: who was it last (on the newest
 * timeline), else the one that the standbys receive from, else one that was never seen, else any: a
 * silent standby may have been promoted.
 */
function likeliest(
  silent: readonly NodeFacts[],
  nodes: readonly NodeFacts[],
  lastPrimary: string | null,
): NodeFacts | null {
  const wasPrimary = silent
    .filter(({ state }) => state?.role.kind === 'primary')
    .sort((a, b) => (b.state?.timeline ?? 0) - (a.state?.timeline ?? 0));
  const declarations = nodes.map(({ declaration }) => declaration);
  const senders = nodes.map((node) => addressOf(node, declarations));
  return (
    silent.find(({ name }) => name === lastPrimary) ??
    wasPrimary[0] ??
    silent.find(({ name, state }) => state === null && senders.includes(name)) ??
    silent.find(({ state }) => state === null) ??
    silent[0] ??
    null
  );
}

function lastSeen(nodes: readonly NodeFacts[]): string | null {
  return nodes.find(({ state }) => state?.role.kind === 'primary')?.name ?? null;
}
