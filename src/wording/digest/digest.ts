import type { Incident } from '../../incidents/model.js';
import { severityAtWorst } from '../../incidents/worst.js';
import type { LagBucket } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { promotionLimit, type PromotionLimit } from '../../replication/topology/promotability.js';
import { headOf, incidentName, withoutStop } from '../incident-words.js';
import { spansOf, totalOf } from '../postmortem/spans.js';
import { safeName, truncate } from '../safe-text.js';
import { formatBytes, formatCount, formatDuration } from '../units.js';
import { slotKey, type ClusterDay, type DigestFacts } from './facts.js';
import { scoresLine, unreadyLines, worseLines } from './set-up.js';

/** How a day was, in lines of plain text. */
export interface Digest {
  readonly lines: readonly [string, ...string[]];
  /** True if all was well, and was watched the whole time: there is one line then. */
  readonly isQuiet: boolean;
  /** Whom its lines name as owners, as they stand there. */
  readonly people: readonly string[];
}

const mostIncidents = 8;
const maxWhat = 160;
/** Lag below both is no news. */
const leastLagBytes = 16 * 1024 ** 2;
const leastLagMs = 10_000;
/** A slot that keeps this much more than a day before grows, bytes. */
const leastGrowth = 64 * 1024 ** 2;

/** So little that was not watched goes without saying, ms. */
const leastUnwatchedMs = 2 * 60_000;

/** Says how the last day of some clusters was; whatever is well is left out. */
export function digest(facts: DigestFacts): Digest {
  return { ...said(facts), people: owners(facts) };
}

function owners({ clusters }: DigestFacts): readonly string[] {
  const named = clusters.flatMap(({ incidents }) =>
    (incidents ?? []).flatMap(({ incident }) => incident.acknowledgedBy ?? []),
  );
  return [...new Set(named)];
}

function said(facts: DigestFacts): Omit<Digest, 'people'> {
  const told = facts.clusters.map((day) => ({ day, lines: linesOf(day, facts) }));
  const loud = told.filter(({ lines }) => lines.length > 0);
  const quiet = told.length - loud.length;
  const span = `${hours(facts.to - facts.from)} hours`;
  const unwatched = unwatchedLine(facts);
  const scores = scoresLine(facts.clusters.flatMap(({ setUp }) => setUp ?? []));
  if (loud.length === 0) {
    if (unwatched !== null) {
      const where = told.length === 1 ? 'the cluster' : `any of the ${told.length} clusters`;
      const none = `The last ${span}: no incident of ${where} is on record.`;
      return { lines: [none, unwatched, ...(scores === null ? [] : [scores])], isQuiet: false };
    }
    const what = told.length === 1 ? 'The cluster was' : `All ${told.length} clusters were`;
    const well = `The last ${span}: ${what} well, without an incident.`;
    return { lines: [scores === null ? well : `${well} ${scores}`], isQuiet: true };
  }
  return {
    lines: [
      `The last ${span}, by cluster.`,
      ...loud.flatMap(({ lines }) => lines),
      ...(quiet === 0 ? [] : [quietLine(quiet, unwatched === null)]),
      ...(scores === null ? [] : [scores]),
      ...(unwatched === null ? [] : [unwatched]),
    ],
    isQuiet: false,
  };
}

function quietLine(clusters: number, isSure: boolean): string {
  return isSure
    ? `${formatCount(clusters, 'other cluster was', 'other clusters were')} well throughout.`
    : `Of ${formatCount(clusters, 'other cluster', 'other clusters')} no incident is on record.`;
}

/** What pgrepl did not watch, or no record of it is left. Null if all of it was watched. */
function unwatchedLine({ from, to, clusters }: DigestFacts): string | null {
  const dayMs = to - from;
  const watchedMs = Math.min(dayMs, ...clusters.map((day) => day.watchedMs));
  if (dayMs - watchedMs < leastUnwatchedMs) return null;
  const [what, least] = clusters.length === 1 ? ['it', ''] : ['the clusters', ' at least'];
  return `pgrepl watched ${what} for ${formatDuration(watchedMs)} of the ${hours(dayMs)} hours${least}: of the rest only what is on record is told.`;
}

/** A day has 23, 24 or 25. */
function hours(ms: number): number {
  return Math.round(ms / 3_600_000);
}

function linesOf(day: ClusterDay, facts: DigestFacts): readonly string[] {
  const name = safeName(day.snapshot.cluster);
  return [
    ...incidentLines(day, facts),
    ...syncLine(day, facts),
    ...lagLine(day.lag),
    ...slotLines(day),
    ...readinessLines(day),
    ...(day.setUp === null ? [] : worseLines(day.setUp)),
  ].map((line) => `${name}: ${line}`);
}

function incidentLines(day: ClusterDay, { from, to }: DigestFacts): readonly string[] {
  if (day.incidents === null) {
    return ["what happened can't be told: the store gives no answer just now."];
  }
  // What another one took in is told by that one; how long it lasted counts all the same.
  const incidents = day.incidents.filter(({ incident }) => incident.mergedInto === null);
  const shown = incidents.slice(0, mostIncidents).map(({ incident }) => {
    const what = truncate(
      withoutStop(headOf(incident)?.what ?? 'what it was is not known'),
      maxWhat,
    );
    const state =
      incident.state === 'open'
        ? `open for ${formatDuration(to - incident.openedAt)}`
        : `resolved after ${formatDuration((incident.resolvedAt ?? incident.changedAt) - incident.openedAt)}`;
    const owner =
      incident.acknowledgedBy === null ? 'nobody took it' : `owned by ${incident.acknowledgedBy}`;
    const before = incident.openedAt < from ? ', opened before' : '';
    return `${incidentName(incident)}, ${severityWords(incident)}: ${what}; ${state}${before}, ${owner}.`;
  });
  const rest = incidents.length - shown.length;
  const more =
    rest > 0 ? [`${formatCount(rest, 'more incident')}: \`/pgrepl incidents\` lists them.`] : [];
  return [...shown, ...more];
}

/** How severe one was that is over; of an open one how severe it is, and whether it was worse. */
function severityWords(incident: Incident): string {
  const worst = severityAtWorst(incident);
  if (incident.state === 'resolved') return worst;
  return worst === incident.severity ? worst : `${incident.severity}, was ${worst}`;
}

/** Only where commits are to wait, and something was wrong with that. */
function syncLine(
  { incidents, isSynchronous, watchedMs }: ClusterDay,
  { from, to }: DigestFacts,
): readonly string[] {
  if (!isSynchronous || incidents === null) return [];
  const hungMs = time(['commits-hang'], incidents, from, to);
  const looseMs = time(['silently-asynchronous'], incidents, from, to);
  if (hungMs + looseMs === 0) return [];
  // What nobody watched was not seen to be in sync.
  const isKnown = to - from - watchedMs < leastUnwatchedMs;
  const parts = [
    ...(isKnown ? [inSyncWords(to - from, looseMs)] : []),
    ...(looseMs === 0 ? [] : [`asynchronous against the contract for ${formatDuration(looseMs)}`]),
    ...(hungMs === 0 ? [] : [`commits hung for ${formatDuration(hungMs)}`]),
  ];
  return [`${parts.join(', ')}.`];
}

function inSyncWords(dayMs: number, looseMs: number): string {
  if (looseMs === 0) return `in sync for all of the ${hours(dayMs)} h`;
  const share = ((dayMs - looseMs) / dayMs) * 100;
  return `in sync for ${formatDuration(dayMs - looseMs)} of ${hours(dayMs)} h (${share.toFixed(1)} %)`;
}

function time(
  kinds: readonly string[],
  incidents: NonNullable<ClusterDay['incidents']>,
  from: EpochMs,
  to: EpochMs,
): number {
  const spans = incidents.flatMap(({ incident, entries }) => spansOf(kinds, incident, entries));
  return totalOf(spans, from, to);
}

function lagLine(buckets: readonly LagBucket[]): readonly string[] {
  const by = (figure: (bucket: LagBucket) => number): LagBucket | undefined =>
    buckets.toSorted((a, b) => figure(b) - figure(a))[0];
  const bytes = by((bucket) => bucket.bytes?.worst ?? 0);
  const time = by((bucket) => bucket.timeMs?.worst ?? 0);
  const parts = [
    ...(bytes?.bytes !== null && bytes !== undefined && bytes.bytes.worst >= leastLagBytes
      ? [`${formatBytes(bytes.bytes.worst)} at ${safeName(bytes.node)}`]
      : []),
    ...(time?.timeMs !== null && time !== undefined && time.timeMs.worst >= leastLagMs
      ? [`${formatDuration(time.timeMs.worst)} at ${safeName(time.node)}`]
      : []),
  ];
  return parts.length === 0 ? [] : [`the worst lag was ${parts.join(', and ')}.`];
}

function slotLines({ snapshot, slotsBefore }: ClusterDay): readonly string[] {
  return (snapshot.topology?.nodes ?? []).flatMap((node) =>
    node.slots.flatMap(({ name, retainedBytes, active }) => {
      const before = slotsBefore.get(slotKey(node.name, name));
      if (retainedBytes === null || before === undefined) return [];
      const grew = retainedBytes - before;
      if (grew < leastGrowth) return [];
      const reader = active ? 'its reader does not keep up' : 'nobody reads from it';
      return [
        `slot ${safeName(name)} on ${safeName(node.name)} keeps ${formatBytes(retainedBytes)} of WAL back, ${formatBytes(grew)} more than before: ${reader}.`,
      ];
    }),
  );
}

const limits: Readonly<Record<PromotionLimit['kind'], string | null>> = {
  primary: null,
  foreign: 'another system answers at its address',
  'not-polled': 'it has not been asked yet',
  cold: 'it runs with hot_standby = off',
  silent: 'it gives no answer',
  'archive-fed': 'only the archive feeds it',
  // A cascade is meant to be one.
  cascading: null,
};

function readinessLines({ snapshot: { topology }, setUp }: ClusterDay): readonly string[] {
  if (topology === null) return ['no node has been seen yet.'];
  const limited = topology.nodes.flatMap((node) => {
    const limit = promotionLimit(topology, node);
    const why = limit === null ? null : limits[limit.kind];
    return why === null || node.name === lastPrimary(topology) ? [] : [{ node: node.name, why }];
  });
  const told = new Set(limited.map(({ node }) => node));
  return [
    ...limited.map(({ node, why }) => `${safeName(node)} would not be ready to take over: ${why}.`),
    ...(setUp === null ? [] : unreadyLines(setUp, told)),
  ];
}

function lastPrimary({ primary }: NonNullable<ClusterDay['snapshot']['topology']>): string | null {
  if (primary.kind === 'one' || primary.kind === 'unreachable') return primary.node;
  return primary.kind === 'none' ? primary.last : null;
}
