import { safeName } from '../../wording/safe-text.js';
import { formatBytes } from '../../wording/units.js';
import { formatLsn, lsnDiffBytes } from '../lsn.js';
import type { NodeView, Topology } from '../topology/model.js';
import { nodeNamed, standbys } from './look.js';

/**
 * The standby that has received most, among those that answer; null if none does. One on a newer
 * timeline has more than any on an older one, which has missed a promotion, whatever the positions.
 */
export function furthestStandby(topology: Topology): NodeView | null {
  const known = standbys(topology).filter(
    (node) => node.reach.kind === 'answers' && node.wal.receivedLsn !== null,
  );
  const [furthest] = known.toSorted(
    (a, b) =>
      (b.timeline ?? 0) - (a.timeline ?? 0) ||
      Number((b.wal.receivedLsn ?? 0n) - (a.wal.receivedLsn ?? 0n)),
  );
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
