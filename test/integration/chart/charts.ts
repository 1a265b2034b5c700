import { defaultThresholds } from '../../../src/config/defaults.js';
import { lagChart } from '../../../src/wording/lag-chart/build.js';
import type { LagChart, Measure } from '../../../src/wording/lag-chart/model.js';

const from = Date.UTC(2026, 2, 1, 2, 0, 0);
const stepMs = 60_000;

/** An hour of one standby that falls behind and catches up again. */
export function chartOf({
  measures = ['time'],
  node = 's1',
}: { measures?: readonly Measure[]; node?: string } = {}): LagChart {
  const buckets = Array.from({ length: 60 }, (_, index) => {
    const figure = Math.max(0, 20 - Math.abs(index - 30));
    return {
      cluster: 'orders',
      node,
      at: from + index * stepMs,
      bytes: { worst: figure * 1024 ** 2, last: 0 },
      timeMs: { worst: figure * 1000, last: 0 },
      atLeast: false,
    };
  });
  return lagChart({
    cluster: 'orders',
    history: { from, to: from + 60 * stepMs, stepMs, buckets, complete: true },
    bounds: [{ node, thresholds: defaultThresholds }],
    events: { incidents: [], operations: [] },
    measures,
  });
}
