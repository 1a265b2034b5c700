import { formatLsn, lsnDiffBytes } from '../replication/lsn.js';
import type { NodeView, Topology } from '../replication/topology/model.js';
import {
  byPromotability,
  isHeldBack,
  isSynchronous,
  promotionLimit,
} from '../replication/topology/promotability.js';
import { nodeNamed } from '../replication/topology/walk.js';
import { reasonWords } from '../replication/findings/reasons.js';
import { listNames, safeName } from '../wording/safe-text.js';
import { formatBytes, formatUtcTime } from '../wording/units.js';

export type CandidateChoice =
  | {
      readonly kind: 'candidate';
      readonly node: string;
      /** Why this one, in one whole sentence. */
      readonly why: string;
    }
  /** Nobody can be promoted: the reasons, a whole sentence each. */
  | { readonly kind: 'none'; readonly reasons: readonly string[] };

/**
 * The standby to propose for a promotion. `sync_state` is the last that was seen: without a primary
 * nobody shows one.
 */
export function bestCandidate(topology: Topology): CandidateChoice {
  const able = topology.nodes
    .filter((node) => promotionLimit(topology, node) === null)
    .toSorted(byPromotability(topology));
  const [best] = able;
  if (best === undefined) {
    const reasons = topology.nodes
      .map((node) => whyNotPromotable(topology, node.name))
      .filter((reason) => reason !== null);
    return { kind: 'none', reasons };
  }
  return { kind: 'candidate', node: best.name, why: whySentence(topology, best, able.slice(1)) };
}

function whySentence(topology: Topology, best: NodeView, others: readonly NodeView[]): string {
  const name = safeName(best.name);
  const received = best.wal.receivedLsn;
  const upTo = received === null ? '' : ` (up to ${formatLsn(received)})`;
  const [next] = others;
  if (next === undefined) return `${name} is the only standby that can be promoted${upTo}.`;
  if (best.timeline !== null && (next.timeline ?? 0) < best.timeline) {
    return `${name} is on timeline ${best.timeline}, the newest that a standby has reached${upTo}.`;
  }
  const second = next.wal.receivedLsn;
  const ahead = received === null || second === null ? null : lsnDiffBytes(received, second);
  if (ahead === null || ahead > 0) {
    const more = ahead === null ? '' : `, ${formatBytes(ahead)} more than ${safeName(next.name)}`;
    return `${name} has received most${upTo}${more}.`;
  }
  const equals = listNames(
    others.filter((other) => other.wal.receivedLsn === received).map((other) => other.name),
  );
  const alike = `${name} has received as much as ${equals}${upTo}`;
  if (!isHeldBack(best) && isHeldBack(next)) return `${alike}, and its replay is not held back.`;
  if (isSynchronous(topology, best) && !isSynchronous(topology, next)) {
    return `${alike}, and it is a synchronous one.`;
  }
  return `${alike}.`;
}

/**
 * Why this node can't be promoted, in one or two whole sentences; null if it could be.
 *
 * @param clusterOf the cluster that another cluster's node belongs to; null if no cluster has it
 */
export function whyNotPromotable(
  topology: Topology,
  name: string,
  clusterOf: (node: string) => string | null = () => null,
): string | null {
  const node = nodeNamed(topology, name);
  if (node === undefined) return notInCluster(topology, name, clusterOf(name));
  const limit = promotionLimit(topology, node);
  const who = safeName(name);
  switch (limit?.kind) {
    case undefined:
      return null;
    case 'primary':
      return node.name === topology.nodes.find(isLonePrimary(topology))?.name
        ? `${who} is the primary of ${safeName(topology.cluster)} already.`
        : `${who} is a primary, not a standby.`;
    case 'foreign':
      return `At the address of ${who} a server of another system answers (system identifier ${node.systemIdentifier ?? 'unknown'}): it has none of the data of ${safeName(topology.cluster)}.`;
    case 'not-polled':
      return `${who} has not been asked yet: try again in a few seconds.`;
    case 'cold':
      return `${who} runs with \`hot_standby = off\`: it can't be asked what it has, and takes no promotion by SQL.`;
    case 'silent':
      return silentSentence(topology, node);
    case 'archive-fed':
      return `${who} lives on an archive alone: it lacks whatever the primary had not archived.`;
    case 'cascading':
      return `${who} is fed by the standby ${safeName(limit.upstream)}, which has everything that ${who} has: promote ${safeName(limit.upstream)}, or make ${who} receive from the primary first.`;
  }
}

function isLonePrimary({ primary }: Topology): (node: NodeView) => boolean {
  return (node) => primary.kind === 'one' && primary.node === node.name;
}

function notInCluster(topology: Topology, name: string, owner: string | null): string {
  const [who, cluster] = [safeName(name), safeName(topology.cluster)];
  if (owner !== null) return `${who} is a node of ${safeName(owner)}, not of ${cluster}.`;
  const nodes = topology.nodes.map((node) => node.name);
  return `${cluster} has no node ${who}; it has ${listNames(nodes, 12)}.`;
}

function silentSentence(topology: Topology, { name, reach }: NodeView): string {
  const who = safeName(name);
  if (reach.kind !== 'silent') return `${who} gives no answer.`;
  const since = formatUtcTime(reach.since, topology.at);
  return `${who} ${reasonWords[reach.reason].what} since ${since}, and what it has received is not known.`;
}
