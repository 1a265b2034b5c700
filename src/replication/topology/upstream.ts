import type { NodeDeclaration, NodeView, Topology, Upstream, UpstreamEvidence } from './model.js';
import type { NodeFacts } from './facts.js';
import type { SeenSender } from './senders.js';
import { addressOf } from './senders.js';

export interface UpstreamContext {
  readonly nodes: readonly NodeFacts[];
  readonly declarations: readonly NodeDeclaration[];
  /** The upstream's row for this node, if one shows it now. */
  readonly sender: SeenSender | null;
  /** Rows that no configured node accounts for. */
  readonly unmatched: readonly SeenSender[];
  readonly previous: Topology | null;
}

/**
 * Where a standby's WAL comes from. Its own word that nothing feeds it now outweighs a walsender that
 * its upstream still shows (that one lingers until `wal_sender_timeout`); a walsender outweighs the
 * address that the standby is connected to (there may be a proxy between); what was known before
 * counts as long as nobody who could know says otherwise.
 */
export function upstreamOf(node: NodeFacts, context: UpstreamContext): Upstream {
  if (node.foreign) return { kind: 'unknown' };
  return node.answers ? ownWord(node, context) : othersWord(node, context);
}

/** The name of the node that fed this one last, as far as that is known. */
function lastUpstream(node: NodeFacts, context: UpstreamContext): string | null {
  const before = previousUpstream(node, context);
  if (before?.kind === 'node') return before.node;
  if (before?.kind === 'disconnected' && before.last !== null) return before.last;
  return context.sender?.upstream.name ?? knownAddress(node, context);
}

function ownWord(node: NodeFacts, context: UpstreamContext): Upstream {
  const role = node.state?.role;
  if (role?.kind !== 'standby') return { kind: 'unknown' };
  if (!isReceiving(role.receiver)) {
    return withoutReceiver(node, context);
  }
  if (context.sender !== null) return fromNode(context.sender.upstream.name, 'walsender');
  const byAddress = knownAddress(node, context);
  if (byAddress !== null) return fromNode(byAddress, 'receiver');
  const before = previousUpstream(node, context);
  // It still receives; if the upstream can't be asked, nothing speaks against the one known before.
  if (before?.kind === 'node' && !canSpeak(before.node, context)) {
    return fromNode(before.node, 'remembered');
  }
  const details = role.receiver?.details ?? null;
  const host = details?.senderHost ?? null;
  if (details === null || host === null) return { kind: 'unknown' };
  const known = viewBefore(node, context)?.knownSender ?? null;
  const isAsKnown = known?.host === host && known.port === details.senderPort;
  if (known !== null && isAsKnown && !canSpeak(known.node, context)) {
    return fromNode(known.node, 'remembered');
  }
  return { kind: 'address', host, port: details.senderPort };
}

function othersWord(node: NodeFacts, context: UpstreamContext): Upstream {
  const { sender } = context;
  if (sender !== null) {
    // In `startup` it has connected and gets nothing yet; one whose WAL is gone does so for ever.
    const last = sender.upstream.name;
    return sender.kind === 'starting'
      ? { kind: 'disconnected', last }
      : fromNode(last, 'walsender');
  }
  const before = previousUpstream(node, context);
  if (before?.kind === 'archive' || before?.kind === 'address') return before;
  const last = lastUpstream(node, context);
  // Whoever runs, though it can't be asked, may have connected again to an upstream out of sight.
  const mayBeBack = node.noState?.reason === 'hot-standby-off' && !canSpeak(last, context);
  if (before?.kind === 'disconnected' && !mayBeBack) return before;
  if (last === null) return { kind: 'unknown' };
  // The upstream would show it, unless under another name than configured.
  const couldBeUnmatched =
    before?.kind === 'node' &&
    before.evidence === 'receiver' &&
    context.unmatched.some((sender) => sender.upstream.name === last && sender.kind === 'standby');
  return canSpeak(last, context) && !couldBeUnmatched
    ? { kind: 'disconnected', last }
    : fromNode(last, 'remembered');
}

/**
 * Whether a walreceiver receives: up to 17 the view hides it until it is connected; from then on
 * `starting` and `connecting` say that it tries. One that is `waiting` has come to the end of a
 * timeline and was not told to go on: so it stays for as long as replay is paused there.
 */
function isReceiving(
  receiver: { readonly details: { readonly status: string } | null } | null,
): boolean {
  if (receiver === null) return false;
  const status = receiver.details?.status ?? 'streaming';
  return !['starting', 'connecting', 'waiting', 'stopping', 'stopped'].includes(status);
}

/**
 * What a standby without a walreceiver lives on. It reads an archive if it is not set up to stream;
 * else if it has one to read and has been seen to replay more than was ever streamed. Up to 11 its
 * set-up can't be seen: one that was never seen streaming may be either until it moves.
 */
function withoutReceiver(node: NodeFacts, context: UpstreamContext): Upstream {
  const disconnected: Upstream = { kind: 'disconnected', last: lastUpstream(node, context) };
  const { state } = node;
  if (state?.role.kind !== 'standby' || state.role.receiver !== null) return disconnected;
  const { hasPrimaryConninfo, hasRestoreCommand, primarySlotName } = state.settings;
  if (hasPrimaryConninfo === false) return { kind: 'archive' };
  if (hasRestoreCommand === false) return disconnected;
  const before = previousUpstream(node, context);
  if (before?.kind === 'archive' || hasMovedAlone(node, context)) return { kind: 'archive' };
  const neverStreamed =
    state.role.receiveLsn === null && (before === null || before.kind === 'unknown');
  const mayReadArchive = hasPrimaryConninfo === null && (primarySlotName ?? '') === '';
  return neverStreamed && mayReadArchive ? { kind: 'unknown' } : disconnected;
}

/** Whether it has replayed something new since the last look, beyond what was ever streamed. */
function hasMovedAlone(node: NodeFacts, context: UpstreamContext): boolean {
  const before = viewBefore(node, context);
  const role = node.state?.role;
  if (before === null || role?.kind !== 'standby' || role.replayLsn === null) return false;
  const { replayLsn } = before.wal;
  const wasAlone = before.upstream?.kind === 'disconnected' || before.upstream?.kind === 'unknown';
  return (
    wasAlone &&
    before.reach.kind === 'answers' &&
    replayLsn !== null &&
    role.replayLsn > replayLsn &&
    role.replayLsn > (role.receiveLsn ?? 0n)
  );
}

function viewBefore(node: NodeFacts, { previous }: UpstreamContext): NodeView | null {
  return previous?.nodes.find(({ name }) => name === node.name) ?? null;
}

function previousUpstream(node: NodeFacts, context: UpstreamContext): Upstream | null {
  return viewBefore(node, context)?.upstream ?? null;
}

/** Whether this node answers, so that it would show whom it feeds. */
function canSpeak(name: string | null, context: UpstreamContext): boolean {
  const facts = name === null ? undefined : factsNamed(name, context);
  return facts?.answers === true && !facts.foreign;
}

/** The configured node at the receiver's address; a foreign server is nobody's upstream. */
function knownAddress(node: NodeFacts, context: UpstreamContext): string | null {
  const name = addressOf(node, context.declarations);
  return name === null || factsNamed(name, context)?.foreign === true ? null : name;
}

function factsNamed(name: string, context: UpstreamContext): NodeFacts | undefined {
  return context.nodes.find((node) => node.name === name);
}

function fromNode(node: string, evidence: UpstreamEvidence): Upstream {
  return { kind: 'node', node, evidence };
}

const trust: Readonly<Record<UpstreamEvidence, number>> = {
  remembered: 0,
  receiver: 1,
  walsender: 2,
};

/**
 * Takes the least credible link out of every ring of claims (stale answers, names that two nodes
 * carry), so that whoever follows the upstreams arrives somewhere.
 */
export function withoutRings(
  upstreams: ReadonlyMap<string, Upstream | null>,
): ReadonlyMap<string, Upstream | null> {
  const links = new Map(upstreams);
  for (const start of links.keys()) {
    const path: string[] = [];
    let at: string | null = start;
    while (at !== null && !path.includes(at)) {
      path.push(at);
      const upstream: Upstream | null = links.get(at) ?? null;
      at = upstream?.kind === 'node' ? upstream.node : null;
    }
    if (at === null) continue;
    const weakest = path.slice(path.indexOf(at)).reduce((worst, name) => {
      return trustIn(links.get(name)) < trustIn(links.get(worst)) ? name : worst;
    });
    links.set(weakest, { kind: 'unknown' });
  }
  return links;
}

function trustIn(upstream: Upstream | null | undefined): number {
  return upstream?.kind === 'node' ? trust[upstream.evidence] : Number.POSITIVE_INFINITY;
}
