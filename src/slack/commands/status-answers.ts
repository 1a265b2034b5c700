import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { EpochMs } from '../../replication/observation.js';
import { clusterMark } from '../../wording/cluster-mark.js';
import { clusterStatus } from '../../wording/cluster-status.js';
import { fleetStatus } from '../../wording/fleet-status.js';
import { fleetLag, lagReport } from '../../wording/lag-report.js';
import { safeName } from '../../wording/safe-text.js';
import { formatCount } from '../../wording/units.js';
import type { Answer } from '../blocks/answer.js';
import type { Mentionable } from '../blocks/escape.js';
import { peopleIn } from '../blocks/people.js';
import type { Known } from './asked.js';
import { findCluster, unknownCluster } from './names.js';

export function wholeFleet({ fleet, now }: Known): Answer {
  const bad = fleet.clusters.filter((each) => clusterMark(each, now) !== 'ok').length;
  const [only] = fleet.clusters;
  const sections =
    fleet.clusters.length === 1 && only !== undefined
      ? [
          ...fleetStatus({ clusters: [], self: fleet.self }, now).slice(0, -1),
          ...clusterStatus(only, now),
        ]
      : fleetStatus(fleet, now);
  return {
    summary:
      bad === 0
        ? `Nothing is wrong with ${formatCount(fleet.clusters.length, 'cluster')}.`
        : `${bad} of ${formatCount(fleet.clusters.length, 'cluster')} ${bad === 1 ? 'needs' : 'need'} a look.`,
    people: owners(fleet.clusters),
    sections,
    request: 'status',
    shareable: true,
  };
}

export function everyLag({ fleet, now }: Known): Answer {
  return {
    summary: 'How far each standby is behind.',
    sections: fleetLag(fleet, now),
    request: 'lag',
    shareable: true,
  };
}

export function oneCluster(what: 'status' | 'lag', name: string, { fleet, now }: Known): Answer {
  const snapshot = findCluster(name, fleet);
  if (snapshot === undefined) return unknownCluster(name, fleet);
  const shown = safeName(snapshot.cluster);
  return {
    summary:
      what === 'status'
        ? statusSummary(snapshot, shown, now)
        : `How far ${shown}'s standbys are behind.`,
    people: owners([snapshot]),
    sections: what === 'status' ? clusterStatus(snapshot, now) : lagReport(snapshot, now),
    request: `${what} ${snapshot.cluster}`,
    shareable: true,
  };
}

/** Who owns what is open, and who silenced what: a status may name them. */
function owners(clusters: readonly ClusterSnapshot[]): Mentionable {
  const incidents = clusters.flatMap((each) => each.incidents);
  const silences = clusters.flatMap((each) => each.silences);
  return peopleIn([
    ...incidents.map(({ acknowledgedBy }) => acknowledgedBy ?? ''),
    ...silences.map(({ createdBy }) => createdBy),
  ]);
}

function statusSummary(snapshot: ClusterSnapshot, name: string, now: EpochMs): string {
  const count = snapshot.incidents.length;
  if (count > 0)
    return `${name} has ${count === 1 ? 'an open incident' : `${count} open incidents`}.`;
  return clusterMark(snapshot, now) === 'ok' ? `${name} is well.` : `${name} needs a look.`;
}
