import { nameMatches } from '../sync/parse-names.js';
import type { NodeView, Topology } from './model.js';
import { nodeNamed } from './walk.js';

/**
 * Why a node can't be promoted, whatever it has received:
 *
 * - `primary`: it is one already;
 * - `foreign`: another system's server answers at its address;
 * - `not-polled`: it has not been asked yet;
 * - `cold`: it runs with `hot_standby = off` and takes no `pg_promote()`;
 * - `silent`: it gives no answer, and nobody knows what it has;
 * - `archive-fed`: no walreceiver feeds it, and what the archive has not got it does not have either;
 * - `cascading`: another standby feeds it, which has all that it has, and more.
 */
export type PromotionLimit =
  | { readonly kind: 'primary' | 'foreign' | 'not-polled' | 'cold' | 'silent' | 'archive-fed' }
  | { readonly kind: 'cascading'; readonly upstream: string };

/** Null for a standby that could be promoted. */
export function promotionLimit(topology: Topology, node: NodeView): PromotionLimit | null {
  if (node.foreign) return { kind: 'foreign' };
  switch (node.reach.kind) {
    case 'not-polled-yet':
      return { kind: 'not-polled' };
    case 'cold':
      return { kind: 'cold' };
    case 'silent':
      return { kind: 'silent' };
    case 'answers':
      break;
  }
  if (node.role !== 'standby') return { kind: 'primary' };
  if (node.upstream?.kind === 'archive') return { kind: 'archive-fed' };
  const upstream = livingUpstream(topology, node);
  return upstream === null ? null : { kind: 'cascading', upstream };
}

/** The standby that feeds this one, or did so last and still answers; null if none does. */
function livingUpstream(topology: Topology, node: NodeView): string | null {
  const name =
    node.upstream?.kind === 'node'
      ? node.upstream.node
      : node.upstream?.kind === 'disconnected'
        ? node.upstream.last
        : null;
  const upstream = name === null ? undefined : nodeNamed(topology, name);
  if (upstream?.role !== 'standby' || upstream.foreign) return null;
  // A parent that is gone is no reason to leave its child, which may have what nobody else has.
  const isThere = upstream.reach.kind === 'answers' || node.upstream?.kind === 'node';
  return isThere ? upstream.name : null;
}

/**
 * The order in which standbys are proposed, to sort by: the newest timeline first, for whoever is on
 * an older one has missed a promotion, whatever its position; then who has received most; then,
 * between equals, whose replay goes on, who was synchronous, and who has replayed most.
 */
export function byPromotability(topology: Topology): (a: NodeView, b: NodeView) => number {
  return (a, b) =>
    (b.timeline ?? 0) - (a.timeline ?? 0) ||
    compare(b.wal.receivedLsn, a.wal.receivedLsn) ||
    Number(isHeldBack(a)) - Number(isHeldBack(b)) ||
    Number(isSynchronous(topology, b)) - Number(isSynchronous(topology, a)) ||
    compare(b.wal.replayLsn, a.wal.replayLsn);
}

/** Whether its replay is paused or delayed: it has more than it shows. */
export function isHeldBack({ replay }: NodeView): boolean {
  return replay !== null && (replay.paused || (replay.applyDelayMs ?? 0) > 0);
}

/** By the primary's word; where that gives none any more, by the names that it had set. */
export function isSynchronous({ sync }: Topology, node: NodeView): boolean {
  if (node.syncState !== null) return node.syncState === 'sync' || node.syncState === 'quorum';
  const names = sync.config?.names ?? [];
  return names.some((name) => nameMatches(name, node.declaration.applicationName));
}

function compare(a: bigint | null, b: bigint | null): number {
  const difference = (a ?? 0n) - (b ?? 0n);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
