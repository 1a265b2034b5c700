import type { LagHistory } from '../../replication/lag-history/model.js';
import { safeName } from '../safe-text.js';
import { marksOf, type ChartEvents } from './marks.js';
import type { LagChart, Measure } from './model.js';
import { seriesOf } from './series.js';
import { thresholdsOf, type NodeBounds } from './thresholds.js';
import { altTextOf, spanIn } from './words.js';

export interface ChartFacts {
  readonly cluster: string;
  readonly history: LagHistory & { readonly complete: boolean };
  /** Of every node that may be a standby. */
  readonly bounds: readonly NodeBounds[];
  readonly events: ChartEvents;
  /** One panel each. */
  readonly measures: readonly Measure[];
  /** In which its times are told, an IANA name; UTC unless said. */
  readonly timeZone?: string | undefined;
}

/** Makes a picture of a history of lag. */
export function lagChart(facts: ChartFacts): LagChart {
  const { cluster, history, bounds, events, measures, timeZone = 'UTC' } = facts;
  const { from, to, stepMs, complete } = history;
  const name = safeName(cluster);
  const seen = new Set(history.buckets.map(({ node }) => node));
  const shown = bounds.filter(({ node }) => seen.has(node));
  const chart = {
    title: `${name}: lag of its standbys`,
    subtitle: spanIn(from, to, timeZone),
    timeZone,
    from,
    to,
    stepMs,
    panels: measures.map((measure) => ({
      measure,
      ...seriesOf(history, measure),
      thresholds: thresholdsOf(shown, measure),
    })),
    ...marksOf(events, from, to),
    note: complete ? null : 'The store gives no answer: only what pgrepl has in memory is shown.',
  };
  return { ...chart, altText: altTextOf(chart, name) };
}
