import type { LagBucket, LagHistory } from '../../replication/lag-history/model.js';
import { safeName } from '../safe-text.js';
import type { LagPanel, LagSeries, Measure } from './model.js';

/** Lines that can be told from one another, and that Slack's own chart takes. */
export const mostSeries = 6;

/** The standbys of a history in one measure, the worst first. */
export function seriesOf(
  { buckets }: LagHistory,
  measure: Measure,
): Pick<LagPanel, 'series' | 'others'> {
  const byNode = new Map<string, LagBucket[]>();
  for (const bucket of buckets) {
    const own = byNode.get(bucket.node) ?? [];
    own.push(bucket);
    byNode.set(bucket.node, own);
  }
  const series = [...byNode]
    .flatMap(([node, own]) => lineOf(node, own, measure) ?? [])
    .toSorted((a, b) => b.worst.value - a.worst.value || (a.name < b.name ? -1 : 1));
  return { series: series.slice(0, mostSeries), others: Math.max(0, series.length - mostSeries) };
}

function lineOf(node: string, buckets: readonly LagBucket[], measure: Measure): LagSeries | null {
  const known = buckets.flatMap((bucket) => {
    const figures = measure === 'time' ? bucket.timeMs : bucket.bytes;
    return figures === null ? [] : [{ at: bucket.at, value: figures.worst }];
  });
  const [first] = known;
  if (first === undefined) return null;
  const worst = known.reduce((most, point) => (point.value > most.value ? point : most), first);
  return {
    name: safeName(node, 20),
    points: known,
    worst,
    atLeast: buckets.some(({ atLeast }) => atLeast),
  };
}

/** The points of a line in pieces between which nothing is known. */
export function unbroken(
  { points }: LagSeries,
  stepMs: number,
): readonly (readonly LagSeries['points'][number][])[] {
  const pieces: LagSeries['points'][number][][] = [];
  let end: number | null = null;
  for (const point of points) {
    const piece = point.at === end ? pieces.at(-1) : undefined;
    if (piece === undefined) pieces.push([point]);
    else piece.push(point);
    end = point.at + stepMs;
  }
  return pieces;
}
