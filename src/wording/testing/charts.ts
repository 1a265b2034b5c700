import type { LagBucket } from '../../replication/lag-history/model.js';
import { someThresholds } from '../../replication/testing/thresholds.js';
import { lagChart, type ChartFacts } from '../lag-chart/build.js';
import type { LagChart } from '../lag-chart/model.js';

export const chartFrom = Date.UTC(2026, 2, 1, 2, 0, 0);
const stepMs = 60_000;

const bounds = someThresholds();

/** An hour of a standby that falls 20 s and 20 MB behind, and catches up again. */
export function anHour(node = 's1', factor = 1): readonly LagBucket[] {
  return Array.from({ length: 60 }, (_, index) => {
    const figure = Math.max(0, 20 - Math.abs(index - 30)) * factor;
    return {
      cluster: 'orders',
      node,
      at: chartFrom + index * stepMs,
      bytes: { worst: figure * 1024 ** 2, last: 0 },
      timeMs: { worst: figure * 1000, last: 0 },
      atLeast: false,
    };
  });
}

/** A picture of that hour, or of other buckets. */
export function aChart(
  buckets: readonly LagBucket[] = anHour(),
  overrides: Partial<ChartFacts> = {},
): LagChart {
  const nodes = [...new Set(buckets.map(({ node }) => node))];
  return lagChart({
    cluster: 'orders',
    history: { from: chartFrom, to: chartFrom + 60 * stepMs, stepMs, buckets, complete: true },
    bounds: nodes.map((node) => ({ node, thresholds: bounds })),
    events: { incidents: [], operations: [], entries: [] },
    measures: ['time'],
    ...overrides,
  });
}
