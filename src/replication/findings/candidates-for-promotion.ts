import { safeName } from '../../wording/safe-text.js';
import { formatBytes } from '../../wording/units.js';
import { formatLsn, lsnDiffBytes } from '../lsn.js';
import type { NodeView, Topology } from '../topology/model.js';
import { byPromotability, promotionLimit } from '../topology/promotability.js';
import { nodeNamed, standbys } from './look.js';

/** The standby that would be proposed for a promotion; null if none could be promoted. */
export function furthestStandby(topology: Topology): NodeView | null {
  const [furthest] = standbys(topology)
    .filter((node) => node.wal.receivedLsn !== null && promotionLimit(topology, node) === null)
    .toSorted(byPromotability(topology));
  return furthest ?? null;
}

/**
 * Who would be the best to promote and what that would lose, by what was last seen of the primary.
 * What it wrote after that is unknown, so that the price is never called nothing.
 */
export function promotionSentence(topology: Topology, lostPrimary: string | null): string {
  const best = furthestStandby(topology);
  const received = best?.wal.receivedLsn ?? null;
  if (best === null || received === null) return 'No standby that answers could be promoted';
  const name = safeName(best.name);
  const lost = nodeNamed(topology, lostPrimary);
  const end = lost === null || lost.foreign ? null : lost.wal.writeLsn;
  const where = `${name} has received most (up to ${formatLsn(received)})`;
  const isOfOldTimeline =
    lost !== null &&
    !lost.foreign &&
    lost.timeline !== null &&
    best.timeline !== null &&
    best.timeline < lost.timeline;
  if (isOfOldTimeline) {
    return `${where}, but on timeline ${best.timeline}, which ${safeName(lost.name)} had left: what promoting it would lose is unknown`;
  }
  if (end === null) return `${where}; what promoting it would lose is unknown`;
  const missing = lsnDiffBytes(end, received);
  const since = `what was written after pgrepl's last look at ${safeName(lostPrimary ?? 'the primary')}`;
  return missing > 0
    ? `${where}; promoting it would lose at least ${formatBytes(missing)} of WAL and ${since}`
    : `${where}; promoting it would lose at most ${since}`;
}
