import { sameStandbyName } from '../sync/parse-names.js';
import type { WalReceiver, WalSender } from '../observation.js';
import { nodeAtAddress, normalizeHost } from './addresses.js';
import type { NodeFacts } from './facts.js';
import type { OtherWalSender, Topology } from './model.js';

/** A row of `pg_stat_replication`, where it was seen, and what it is. */
export interface SeenSender {
  readonly upstream: NodeFacts;
  readonly row: WalSender;
  readonly kind: 'standby' | OtherWalSender['kind'];
}

export interface MatchedSenders {
  /** By the standby's name. */
  readonly byNode: ReadonlyMap<string, SeenSender>;
  /** Rows that no configured node accounts for. */
  readonly unmatched: readonly SeenSender[];
}

/** All rows that the nodes show which answer now; an old answer's rows prove nothing any more. */
export function seenSenders(nodes: readonly NodeFacts[]): readonly SeenSender[] {
  return nodes.flatMap((upstream) =>
    upstream.answers && !upstream.foreign && upstream.state !== null
      ? upstream.state.walSenders.map((row) => ({ upstream, row, kind: kindOf(row, upstream) }))
      : [],
  );
}

function kindOf(row: WalSender, upstream: NodeFacts): SeenSender['kind'] {
  const { details } = row;
  const slot = upstream.state?.slots.find(({ activePid }) => activePid === row.pid);
  if (slot?.kind === 'logical') return 'logical';
  if (details === null) return 'not-visible';
  if (details.state === 'backup') return 'base-backup';
  const replays = isValid(details.replayLsn);
  if (details.state === 'startup') return 'starting';
  if (replays) return 'standby';
  // A standby says in its first answer what it has replayed; whoever answers without has nothing to
  // replay with: pg_receivewal.
  return isValid(details.writeLsn) ? 'wal-receive' : 'starting';
}

/**
 * Finds the node behind each row: by `application_name`, as PostgreSQL compares it; between several
 * of one name by slot, by the address the standby says it receives from, by the client's address.
 * A standby that runs under another name than configured is found by the same evidence if it leaves
 * no doubt. One row stands for one node. A connection that was nobody's while a node received over
 * another one does not become that node's when it loses its own.
 */
export function matchSenders(
  nodes: readonly NodeFacts[],
  seen: readonly SeenSender[],
  previous: Topology | null,
): MatchedSenders {
  const byNode = new Map<string, SeenSender>();
  const taken = new Set<SeenSender>();
  const declarations = nodes.map(({ declaration }) => declaration);
  const candidates = nodes.filter(canBeStandby);
  const take = (node: NodeFacts, sender: SeenSender): void => {
    if (byNode.has(node.name) || taken.has(sender)) return;
    byNode.set(node.name, sender);
    taken.add(sender);
  };

  const named = candidates.flatMap((node) =>
    seen
      .filter((sender) => isPossible(sender, node) && carriesName(sender, node))
      .map((sender) => ({ node, sender, score: score(sender, node, declarations) })),
  );
  named.sort((a, b) => b.score - a.score);
  for (const { node, sender } of named) take(node, sender);

  const nodesLeft = (): readonly NodeFacts[] => candidates.filter(({ name }) => !byNode.has(name));
  const rowsLeft = (): readonly SeenSender[] => seen.filter((sender) => !taken.has(sender));
  const pairs = unnamedMatches(nodesLeft(), rowsLeft(), declarations);
  for (const { node, sender } of pairs) {
    if (!wasNobodys(sender, node, previous)) take(node, sender);
  }
  const last = lastPair(nodesLeft(), rowsLeft());
  const left = last !== null && wasNobodys(last.sender, last.node, previous) ? null : last;
  if (left !== null) take(left.node, left.sender);
  return { byNode, unmatched: seen.filter((sender) => !taken.has(sender)) };
}

/** Whether this connection stood beside the node before, while the node answered, and was not its own. */
function wasNobodys(sender: SeenSender, node: NodeFacts, previous: Topology | null): boolean {
  const before = previous?.nodes.find(({ name }) => name === node.name);
  if (before?.reach.kind !== 'answers' || before.upstream?.kind === 'disconnected') return false;
  return (
    previous?.unmanaged.some(
      ({ upstream, pid }) => upstream === sender.upstream.name && pid === sender.row.pid,
    ) === true
  );
}

function canBeStandby(node: NodeFacts): boolean {
  return !node.foreign && !(node.answers && node.state?.role.kind === 'primary');
}

function isPossible(sender: SeenSender, node: NodeFacts): boolean {
  const possible = ['standby', 'starting', 'not-visible'].includes(sender.kind);
  return possible && sender.upstream.name !== node.name;
}

function carriesName(sender: SeenSender, node: NodeFacts): boolean {
  return sameStandbyName(sender.row.applicationName, node.declaration.applicationName);
}

function score(
  sender: SeenSender,
  node: NodeFacts,
  declarations: readonly NodeFacts['declaration'][],
): number {
  const { details } = sender.row;
  let points = 0;
  const slot = slotOf(node);
  if (slot !== null && details !== null) {
    if (details.slotName === slot) points += 16;
    else if (details.slotName !== null) points -= 16;
  }
  if (addressOf(node, declarations) === sender.upstream.name) points += 8;
  const client = details?.clientAddress ?? null;
  if (client !== null && normalizeHost(client) === normalizeHost(node.declaration.host)) {
    points += 4;
  }
  if (details?.state === 'streaming') points += 2;
  else if (details?.state === 'catchup') points += 1;
  return points;
}

/** Standbys without a row whose receiver names the upstream, and rows there without a standby. */
function unnamedMatches(
  nodesLeft: readonly NodeFacts[],
  rowsLeft: readonly SeenSender[],
  declarations: readonly NodeFacts['declaration'][],
): readonly { node: NodeFacts; sender: SeenSender }[] {
  const upstreams = new Set(rowsLeft.map(({ upstream }) => upstream));
  return [...upstreams].flatMap((upstream) => {
    const rows = rowsLeft.filter(
      (sender) => sender.upstream === upstream && sender.kind === 'standby',
    );
    const nodes = nodesLeft.filter(
      (node) => node.answers && addressOf(node, declarations) === upstream.name,
    );
    const bySlot = nodes.flatMap((node) => {
      const slot = slotOf(node);
      const sender = rows.find(({ row }) => slot !== null && row.details?.slotName === slot);
      return sender === undefined ? [] : [{ node, sender }];
    });
    const [row, node] = [rows[0], nodes[0]];
    const isOnlyPair = rows.length === 1 && nodes.length === 1;
    if (!isOnlyPair || row === undefined || node === undefined) return bySlot;
    // Of two different slots each has a reader of its own.
    const [slot, read] = [slotOf(node), row.row.details?.slotName ?? null];
    return slot === null || read === null || slot === read ? [{ node, sender: row }] : [];
  });
}

/**
 * Up to 10 a receiver does not show where it is connected to. If one standby is left that receives
 * from it can't be said where, and one row, they belong together.
 */
function lastPair(
  nodesLeft: readonly NodeFacts[],
  rowsLeft: readonly SeenSender[],
): { node: NodeFacts; sender: SeenSender } | null {
  const rows = rowsLeft.filter(({ kind }) => kind === 'standby');
  const nodes = nodesLeft.filter((node) => {
    const receiver = node.answers ? receiverOf(node) : null;
    return receiver !== null && (receiver.details?.senderHost ?? null) === null;
  });
  const [sender, node] = [rows[0], nodes[0]];
  if (rows.length !== 1 || nodes.length !== 1) return null;
  if (sender === undefined || node === undefined || sender.upstream.name === node.name) return null;
  return { node, sender };
}

/** The slot that the standby reads from, by its own word. */
function slotOf(node: NodeFacts): string | null {
  return receiverOf(node)?.details?.slotName ?? null;
}

function receiverOf(node: NodeFacts): WalReceiver | null {
  const role = node.state?.role;
  return role?.kind === 'standby' ? role.receiver : null;
}

/** The configured node that the standby receives from, by its own word. */
export function addressOf(
  node: NodeFacts,
  declarations: readonly NodeFacts['declaration'][],
): string | null {
  const details = receiverOf(node)?.details ?? null;
  const senderHost = details?.senderHost ?? null;
  if (details === null || senderHost === null) return null;
  const { senderPort } = details;
  return nodeAtAddress(node.declaration, senderHost, senderPort, declarations)?.name ?? null;
}

function isValid(position: bigint | null): boolean {
  return position !== null && position !== 0n;
}
