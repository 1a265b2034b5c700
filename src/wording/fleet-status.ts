import type { ClusterSnapshot, FleetSnapshot } from '../incidents/fleet.js';
import { incidentSilence } from '../incidents/silences/rules.js';
import type { EpochMs } from '../replication/observation.js';
import { clusterMark } from './cluster-mark.js';
import { dataAge } from './data-age.js';
import { headOf, incidentName, withoutStop } from './incident-words.js';
import { currentLag, lagBytes, lagTime } from './lag-words.js';
import { listNames, safeName } from './safe-text.js';
import { silencedFact } from './silence-words.js';
import { line, lineOn, section, since, type Line, type Mark, type Section } from './sections.js';

/** How many clusters without a finding get a line of their own. */
const maxQuietLines = 20;

/** How many clusters with a finding get a line of their own. */
const maxLoudLines = 60;

const order: Readonly<Record<Mark, number>> = { critical: 0, warning: 1, unknown: 2, ok: 3 };

/** Clusters from the worst to the best, those alike by name. */
export function worstFirst(clusters: readonly ClusterSnapshot[], now: EpochMs): ClusterSnapshot[] {
  return clusters.toSorted(
    (a, b) =>
      order[clusterMark(a, now)] - order[clusterMark(b, now)] ||
      (a.cluster < b.cluster ? -1 : a.cluster > b.cluster ? 1 : 0),
  );
}

/** The whole fleet, worst first, a line for each cluster; what ails pgrepl itself stands on top. */
export function fleetStatus(fleet: FleetSnapshot, now: EpochMs): Section[] {
  const sections: Section[] = [];
  if (fleet.self.length > 0) {
    const lines = fleet.self.map((finding) =>
      line(`${finding.what} ${finding.consequence}`, finding.severity),
    );
    sections.push(section({ title: 'pgrepl itself', lines }));
  }
  sections.push(section({ ...fleetSummary(fleet, now), lines: fleetLines(fleet, now) }));
  return sections;
}

/** How many clusters there are, and how many are in which state. */
export function fleetSummary(
  { clusters }: FleetSnapshot,
  now: EpochMs,
): Pick<Section, 'title' | 'detail'> {
  return { title: count(clusters.length), detail: summary(clusters, now) };
}

/** Whether a line says how old its figures are in any case, or only where they are old. */
type Age = 'always' | 'if-old';

/** A line for each cluster, the worst first; what is beyond some tens is counted. */
export function fleetLines(
  { clusters }: FleetSnapshot,
  now: EpochMs,
  age: Age = 'always',
): readonly Line[] {
  const sorted = worstFirst(clusters, now);
  const loud = sorted.filter((cluster) => clusterMark(cluster, now) !== 'ok');
  const quiet = sorted.filter((cluster) => clusterMark(cluster, now) === 'ok');
  return [
    ...loud.slice(0, maxLoudLines).map((cluster) => clusterLine(cluster, now, age)),
    ...quiet.slice(0, maxQuietLines).map((cluster) => clusterLine(cluster, now, age)),
    ...restLines(loud.slice(maxLoudLines), 'more are not well', 'unknown'),
    ...restLines(quiet.slice(maxQuietLines), 'more are well', 'ok'),
  ];
}

function count(clusters: number): string {
  return clusters === 1 ? '1 cluster' : `${clusters} clusters`;
}

function summary(clusters: readonly ClusterSnapshot[], now: EpochMs): string {
  const tally = (mark: Mark): number =>
    clusters.filter((cluster) => clusterMark(cluster, now) === mark).length;
  const parts = [
    [tally('critical'), 'critical'],
    [tally('warning'), 'with a warning'],
    [tally('unknown'), 'not fully seen'],
    [tally('ok'), 'well'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

function restLines(clusters: readonly ClusterSnapshot[], words: string, mark: Mark): Line[] {
  if (clusters.length === 0) return [];
  const names = listNames(
    clusters.map((cluster) => cluster.cluster),
    12,
  );
  return [line(`${clusters.length} ${words}: ${names}.`, mark)];
}

function clusterLine(snapshot: ClusterSnapshot, now: EpochMs, age: Age): Line {
  const [first, ...others] = snapshot.incidents.toSorted(
    (a, b) => order[a.severity] - order[b.severity],
  );
  const facts: string[] = [];
  if (first !== undefined) {
    facts.push(withoutStop(headOf(first)?.what ?? 'An incident is open.'));
    facts.push(incidentName(first));
    const silenced = incidentSilence(first, snapshot.silences, now);
    if (silenced.kind !== 'none') facts.push(silencedFact(silenced, now));
    if (others.length > 0) facts.push(`${others.length} more open`);
  } else if (snapshot.findings[0] !== undefined) {
    facts.push(withoutStop(snapshot.findings[0].what));
  }
  const { text, stale } = dataAge(snapshot, now);
  facts.push(...outline(snapshot), ...(age === 'always' || stale ? [text] : []));
  return lineOn(
    safeName(snapshot.cluster),
    facts.join(' · '),
    clusterMark(snapshot, now),
    first === undefined ? null : since(first.openedAt, now),
  );
}

/** How many nodes, how many are silent, and the standby that is furthest behind. */
function outline(snapshot: ClusterSnapshot): string[] {
  const { topology } = snapshot;
  if (topology === null) return [];
  const silent = topology.nodes.filter((node) => node.reach.kind === 'silent').length;
  const nodes = topology.nodes.length === 1 ? '1 node' : `${topology.nodes.length} nodes`;
  const worst = topology.nodes
    .filter((node) => node.role !== 'primary' && !node.foreign)
    .map((node) => ({ name: node.name, lag: currentLag(node) }))
    .filter(({ lag }) => lag !== null && lag.replayBytes !== null && !lag.isLowerBound)
    .toSorted((a, b) => (b.lag?.replayBytes ?? 0) - (a.lag?.replayBytes ?? 0))[0];
  const parts = [silent === 0 ? nodes : `${nodes}, ${silent} silent`];
  if (worst !== undefined) {
    const { name, lag } = worst;
    parts.push(`furthest behind: ${safeName(name)}, ${lagBytes(lag)}, ${lagTime(lag)}`);
  }
  return parts;
}
