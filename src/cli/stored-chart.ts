import type { AppConfig } from '../config/model.js';
import { intervalOf } from '../monitor/schedule.js';
import { coarser } from '../replication/lag-history/buckets.js';
import type { LagBucket } from '../replication/lag-history/model.js';
import { historySpan } from '../replication/lag-history/range.js';
import type { EpochMs } from '../replication/observation.js';
import { lagChart } from '../wording/lag-chart/build.js';
import type { ChartEvents } from '../wording/lag-chart/marks.js';
import type { LagChart, Measure } from '../wording/lag-chart/model.js';

type Span = ReturnType<typeof historySpan>;

/** A span of a cluster's lag as a picture shows it. */
export function spanOfLag(
  { clusters }: AppConfig,
  cluster: string,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Span {
  const schedule = clusters.find(({ name }) => name === cluster)?.schedule;
  return historySpan(from, to, schedule === undefined ? 0 : intervalOf(schedule));
}

export interface StoredLag {
  readonly cluster: string;
  readonly span: Span;
  /** What the store has of it. */
  readonly lag: readonly LagBucket[];
  readonly events: ChartEvents;
  readonly measures: readonly Measure[];
}

/** A picture from what the store holds, with the thresholds of the configuration. */
export function storedChart(config: AppConfig, stored: StoredLag): LagChart {
  const { cluster, span, lag, events, measures } = stored;
  const nodes = config.clusters.find(({ name }) => name === cluster)?.nodes ?? [];
  return lagChart({
    cluster,
    history: { ...span, buckets: coarser(lag, span.stepMs), complete: true },
    bounds: nodes.map(({ declaration: { name }, thresholds }) => ({ node: name, thresholds })),
    events,
    measures,
  });
}
