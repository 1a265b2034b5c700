import type { LsnHistory } from '../lag/history.js';
import { writeRate } from '../lag/write-rate.js';
import type { Lsn } from '../lsn.js';
import type { EpochMs } from '../observation.js';
import { clusterIdentifier, factsOf, isCertain } from './facts.js';
import type { NodeFacts } from './facts.js';
import { forkOf } from './fork.js';
import { historyFor, rootOf } from './lag-basis.js';
import type { NodeRecord, NodeView, PrimaryView, Topology, Upstream, WriteRate } from './model.js';
import { nodeView, roleOf } from './node-view.js';
import { otherWalSenders, unmanagedStandbys } from './others.js';
import type { Positions } from './positions.js';
import { positionsOf } from './positions.js';
import { findPrimary } from './primary.js';
import { isKnownStandby } from './reach.js';
import type { MatchedSenders, SeenSender } from './senders.js';
import { matchSenders, seenSenders } from './senders.js';
import { syncViewOf } from './sync-view.js';
import { mayHaveUpTo } from './unseen-wal.js';
import { upstreamOf, withoutRings } from './upstream.js';

export interface TopologyInput {
  readonly cluster: string;
  readonly now: EpochMs;
  /** In the configuration's order. */
  readonly records: readonly NodeRecord[];
  /** Of the primary's LSN; the newest answer of the primary may be in it already or not. */
  readonly history: LsnHistory;
  /** What the cluster is known by; null as long as nothing has been learned. */
  readonly systemIdentifier: string | null;
  /** What was made of the observations before; null on the first. */
  readonly previous: Topology | null;
  /** The last node known to be primary, from the memory of an earlier process if need be. */
  readonly lastPrimary: string | null;
}

/** Puts together what all the nodes of a cluster say: who is primary, who feeds whom, how far. */
export function buildTopology(input: TopologyInput): Topology {
  const { previous } = input;
  const identifier = clusterIdentifier(input.records, input.systemIdentifier);
  const known = identifier !== null && isCertain(identifier, input.records) ? identifier : null;
  const nodes = input.records.map((record) => factsOf(record, identifier));
  const senders = matchSenders(nodes, seenSenders(nodes), previous);
  const primary = findPrimary({
    nodes: nodes.filter(({ foreign }) => !foreign),
    foreign: nodes.filter(({ foreign }) => foreign),
    knownStandbys: knownStandbys(nodes, senders, previous),
    lastPrimary: input.lastPrimary ?? lastPrimaryOf(previous),
  });
  const upstreams = upstreamsOf(nodes, senders, previous);
  const positions = new Map(
    nodes.map((node) => [
      node.name,
      positionsOf(node, senderOf(node, senders), viewOf(node.name, previous)),
    ]),
  );
  const unmanaged = unmanagedStandbys(senders.unmatched, positions);
  const views = nodes.map((node) => {
    const upstream = upstreams.get(node.name) ?? null;
    const sender = senderOf(node, senders);
    const before = viewOf(node.name, previous);
    return nodeView({
      now: input.now,
      node,
      sender,
      upstream,
      positions: positions.get(node.name) ?? positionsOf(node, null, null),
      mayHaveUpTo: mayHaveUpTo({
        node,
        sender,
        upstream,
        primary,
        positions,
        unmanaged,
        previous: before,
      }),
      history: historyFor(node.name, { history: input.history, primary, nodes, upstreams }),
      upstreamLsn: sendable(upstream, positions),
      primary,
      root: rootOf(node.name, upstreams),
      previous: before,
    });
  });
  return {
    cluster: input.cluster,
    at: input.now,
    systemIdentifier: input.systemIdentifier ?? known,
    primary,
    nodes: views.map((view) => ({ ...view, downstream: fedBy(view.name, upstreams) })),
    unmanaged,
    otherWalSenders: otherWalSenders(senders.unmatched),
    sync: syncViewOf(primary, nodes, senders),
    writeRate: primary.kind === 'one' ? writeRateOf(primary.node, input, nodes, upstreams) : null,
    fork: forkOf(primary, views, previous),
  };
}

/** By the primary's own history, its newest answer included. */
function writeRateOf(
  name: string,
  { history, now }: TopologyInput,
  nodes: readonly NodeFacts[],
  upstreams: ReadonlyMap<string, Upstream | null>,
): WriteRate | null {
  const primary: PrimaryView = { kind: 'one', node: name, timeline: null };
  return writeRate(historyFor(name, { history, primary, nodes, upstreams }), now);
}

function upstreamsOf(
  nodes: readonly NodeFacts[],
  senders: MatchedSenders,
  previous: Topology | null,
): ReadonlyMap<string, Upstream | null> {
  const declarations = nodes.map(({ declaration }) => declaration);
  const claims = nodes.map((node): [string, Upstream | null] => {
    const sender = senderOf(node, senders);
    if (roleOf(node, sender, viewOf(node.name, previous)) === 'primary') return [node.name, null];
    const { unmatched } = senders;
    return [node.name, upstreamOf(node, { nodes, declarations, sender, unmatched, previous })];
  });
  return withoutRings(new Map(claims));
}

function knownStandbys(
  nodes: readonly NodeFacts[],
  senders: MatchedSenders,
  previous: Topology | null,
): ReadonlySet<string> {
  const known = nodes.filter((node) =>
    isKnownStandby(node, senderOf(node, senders), viewOf(node.name, previous)),
  );
  return new Set(known.map(({ name }) => name));
}

/** Where the upstream stands now; null if it is no configured node or nobody knows. */
function sendable(
  upstream: Upstream | null,
  positions: ReadonlyMap<string, Positions>,
): Lsn | null {
  if (upstream?.kind !== 'node') return null;
  const known = positions.get(upstream.node);
  return known?.fresh === true ? (known.wal.writeLsn ?? known.wal.receivedLsn) : null;
}

function fedBy(name: string, upstreams: ReadonlyMap<string, Upstream | null>): readonly string[] {
  return [...upstreams].flatMap(([node, upstream]) =>
    upstream?.kind === 'node' && upstream.node === name ? [node] : [],
  );
}

function senderOf(node: NodeFacts, senders: MatchedSenders): SeenSender | null {
  return senders.byNode.get(node.name) ?? null;
}

function viewOf(name: string, topology: Topology | null): NodeView | null {
  return topology?.nodes.find((node) => node.name === name) ?? null;
}

function lastPrimaryOf(previous: Topology | null): string | null {
  const before: PrimaryView | undefined = previous?.primary;
  if (before?.kind === 'one' || before?.kind === 'unreachable') return before.node;
  return before?.kind === 'none' ? before.last : null;
}
