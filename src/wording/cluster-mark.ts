import type { ClusterSnapshot } from '../incidents/fleet.js';
import type { EpochMs } from '../replication/observation.js';
import type { Topology } from '../replication/topology/model.js';
import { dataAge } from './data-age.js';
import type { Mark } from './sections.js';

/**
 * The worst that is known of a cluster. It is `ok` only if nothing is wrong and everything was seen
 * lately: a node that gives no answer is nothing good before it has become a finding.
 */
export function clusterMark(snapshot: ClusterSnapshot, now: EpochMs): Mark {
  const severities = [...snapshot.incidents, ...snapshot.findings].map((each) => each.severity);
  if (severities.includes('critical')) return 'critical';
  if (severities.includes('warning')) return 'warning';
  const { topology } = snapshot;
  const isSeen = topology !== null && isFullySeen(topology) && !dataAge(snapshot, now).stale;
  return isSeen ? 'ok' : 'unknown';
}

function isFullySeen({ nodes, primary, sync }: Topology): boolean {
  return (
    primary.kind === 'one' &&
    sync.commits.kind !== 'unknown' &&
    nodes.every(
      ({ reach, upstream }) =>
        (reach.kind === 'answers' || reach.kind === 'cold') && upstream?.kind !== 'unknown',
    )
  );
}
