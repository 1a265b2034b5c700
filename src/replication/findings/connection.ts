import type { EpochMs, UnreachableReason } from '../observation.js';
import type { NodeView, Reach, Topology } from '../topology/model.js';
import { answers, nodeNamed, primaryNode, upstreamName } from './look.js';
import { reasonWords } from './reasons.js';

/** Whether a standby still gets its WAL, by everything that testifies to it. */
export type Connection =
  /** It says so, or its upstream does. */
  | { readonly kind: 'receiving' }
  /** Nothing is expected to stream to it, or nothing is known that could be judged. */
  | { readonly kind: 'not-judged' }
  | { readonly kind: 'down'; readonly reason: UnreachableReason; readonly since: EpochMs }
  | {
      readonly kind: 'not-receiving';
      /**
       * `no-receiver`: it answers and has no walreceiver; `no-row`: it believes that it receives,
       * its upstream knows nothing of it; `closed`: it runs, but can't be asked; `cold`: likewise,
       * by design.
       */
      readonly evidence: 'no-receiver' | 'no-row' | 'closed' | 'cold';
      readonly reason: UnreachableReason | null;
      readonly since: EpochMs | null;
    }
  | { readonly kind: 'cannot-tell'; readonly reason: UnreachableReason; readonly since: EpochMs };

/** A standby whose WAL has stopped arriving, as far as can be told. */
export type CutOff = Extract<Connection, { kind: 'down' | 'not-receiving' | 'cannot-tell' }>;

type Silent = Extract<Reach, { kind: 'silent' }>;

/**
 * Judges one standby. A node that never gave a state counts as one while another node is primary.
 */
export function connectionOf(topology: Topology, node: NodeView): Connection {
  switch (node.reach.kind) {
    case 'not-polled-yet':
      return { kind: 'not-judged' };
    case 'answers':
      return ofAnswering(topology, node);
    case 'cold':
      return ofCold(topology, node, node.reach.since);
    case 'silent':
      return ofSilent(topology, node, node.reach);
  }
}

function ofAnswering(topology: Topology, node: NodeView): Connection {
  const { upstream } = node;
  if (upstream === null || upstream.kind === 'archive' || upstream.kind === 'unknown') {
    return { kind: 'not-judged' };
  }
  if (upstream.kind === 'disconnected') {
    return { kind: 'not-receiving', evidence: 'no-receiver', reason: null, since: null };
  }
  const isUnknownThere =
    upstream.kind === 'node' && upstream.evidence === 'receiver' && deniesFeeding(topology, node);
  return isUnknownThere
    ? { kind: 'not-receiving', evidence: 'no-row', reason: null, since: null }
    : { kind: 'receiving' };
}

function ofCold(topology: Topology, node: NodeView, since: EpochMs): Connection {
  if (isFed(node)) return { kind: 'receiving' };
  // One that was never seen streaming may well be fed from an archive.
  if (upstreamName(node) === null || !deniesFeeding(topology, node)) return { kind: 'not-judged' };
  return { kind: 'not-receiving', evidence: 'cold', reason: 'hot-standby-off', since };
}

function ofSilent(topology: Topology, node: NodeView, reach: Silent): Connection {
  if (isFed(node)) return { kind: 'receiving' };
  const { reason, since } = reach;
  const isAlive = reasonWords[reason].alive || receiversFrom(topology, node).length > 0;
  if (reason === 'refused' && !isAlive) return { kind: 'down', reason, since };
  if (node.upstream?.kind === 'archive' || !deniesFeeding(topology, node)) {
    return { kind: 'cannot-tell', reason, since };
  }
  return isAlive
    ? { kind: 'not-receiving', evidence: 'closed', reason, since }
    : { kind: 'down', reason, since };
}

/**
 * Standbys that said, after this node fell silent, that they are still connected to it: it runs,
 * whatever keeps pgrepl from it. A firewall refuses connections too.
 */
export function receiversFrom(topology: Topology, node: NodeView): readonly NodeView[] {
  const { reach } = node;
  if (reach.kind !== 'silent') return [];
  return topology.nodes.filter(
    (other) =>
      answers(other) &&
      (other.stateAt ?? 0) > reach.since &&
      other.upstream?.kind === 'node' &&
      other.upstream.node === node.name &&
      other.upstream.evidence !== 'walsender',
  );
}

/** True if an upstream that answers shows a walsender for this node, readable or not. */
function isFed(node: NodeView): boolean {
  return (
    node.senderRow !== null ||
    (node.upstream?.kind === 'node' && node.upstream.evidence === 'walsender')
  );
}

/**
 * True if the node that should feed this one answers, sees every column, and shows no walsender
 * for it. A standby there that no configured node accounts for might be this one under another
 * `application_name`; and one whose upstream was never seen might hang below any other node.
 */
function deniesFeeding(topology: Topology, node: NodeView): boolean {
  const name = upstreamName(node);
  const upstream = nodeNamed(topology, name) ?? primaryNode(topology);
  if (!answers(upstream) || !upstream.fullyVisible || upstream.foreign) return false;
  if (node.upstream?.kind === 'disconnected' && name !== null) return true;
  const others = topology.nodes.filter((other) => other.name !== node.name);
  return (
    !topology.unmanaged.some((standby) => standby.upstream === upstream.name) &&
    (name !== null || others.every((other) => other.reach.kind !== 'silent'))
  );
}

export function isCutOff(connection: Connection): connection is CutOff {
  return (
    connection.kind === 'down' ||
    connection.kind === 'not-receiving' ||
    connection.kind === 'cannot-tell'
  );
}

/** Nodes to be judged as standbys: known ones, and silent unknown ones beside a primary. */
export function judgedStandbys(topology: Topology): readonly NodeView[] {
  const hasPrimary = topology.primary.kind === 'one';
  return topology.nodes.filter(
    (node) => !node.foreign && (node.role === 'standby' || (node.role === null && hasPrimary)),
  );
}

/** True if not one of several nodes gives a state: then pgrepl's own eyes may be the trouble. */
export function isInvisible(topology: Topology): boolean {
  return topology.nodes.length > 1 && topology.nodes.every((node) => node.reach.kind === 'silent');
}
