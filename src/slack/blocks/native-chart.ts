import type { types } from '@slack/bolt';
import type { EpochMs } from '../../replication/observation.js';
import type { LagChart, LagPanel, LagSeries, Measure } from '../../wording/lag-chart/model.js';
import { momentIn } from '../../wording/lag-chart/words.js';
import { clockTime, zoneName } from '../../wording/lag-chart/zone.js';
import { truncate } from '../../wording/safe-text.js';

/**
 * Slack's limits for its `data_visualization` block (docs.slack.dev, data-visualization-block):
 * points of a series, series of a chart, charts of a message, characters of a title and of a label.
 * Of its 20 points 12 are used: an hour in 12 parts is told in five minutes, and labels have room.
 */
const most = { points: 12, series: 6, charts: 2, title: 50, label: 20, axis: 50 } as const;

const heads = { time: 'in time', bytes: 'in WAL' } as const;

interface NativePoint {
  readonly label: string;
  readonly value: number;
}

/** Slack's own chart; its types do not know it yet. */
export interface NativeChart {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'line';
    readonly series: readonly { readonly name: string; readonly data: readonly NativePoint[] }[];
    readonly axis_config: {
      readonly categories: readonly string[];
      readonly x_label: string;
      readonly y_label: string;
    };
  };
}

/**
 * A picture as Slack's own charts, a panel each; null where they can't show it truly. Slack draws a
 * line through every label: a time of which nothing is known would come out as something.
 */
export function nativeCharts(chart: LagChart): readonly types.KnownBlock[] | null {
  if (chart.panels.length > most.charts) return null;
  const slots = slotsOf(chart);
  // Where the clocks were put back, an hour comes twice.
  if (new Set(slots.map(({ label }) => label)).size < slots.length) return null;
  const charts = chart.panels.map((panel) => nativePanel(chart, panel, slots));
  if (charts.some((each) => each === null)) return null;
  return charts.flatMap((each) => (each === null ? [] : [each as unknown as types.KnownBlock]));
}

interface Slot {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly label: string;
}

/**
 * The time in as many spans of one length as Slack has labels for, each of whole spans of ours; the
 * last may be shorter, and is left out while it has only just begun.
 */
function slotsOf({ from, to, stepMs, panels, timeZone }: LagChart): readonly Slot[] {
  const spans = Math.max(1, Math.ceil((to - from) / stepMs));
  const lengthMs = Math.ceil(spans / most.points) * stepMs;
  const slots = Array.from({ length: Math.ceil((spans * stepMs) / lengthMs) }, (_, index) => {
    const begin = from + index * lengthMs;
    return { from: begin, to: begin + lengthMs, label: labelOf(begin, to - from, timeZone) };
  });
  const last = slots.at(-1)?.from ?? to;
  const isSeen = panels.every(({ series }) =>
    series.every(({ points }) => points.some(({ at }) => at >= last)),
  );
  return isSeen || to - last > stepMs ? slots : slots.slice(0, -1);
}

function labelOf(at: EpochMs, spanMs: number, timeZone: string): string {
  if (spanMs <= 20 * 60_000) return clockTime(at, timeZone).slice(11);
  return momentIn(at, timeZone, spanMs > 86_400_000).slice(spanMs > 86_400_000 ? 5 : 0);
}

function nativePanel(chart: LagChart, panel: LagPanel, slots: readonly Slot[]): NativeChart | null {
  const worst = Math.max(0, ...panel.series.map((each) => each.worst.value));
  const unit = unitFor(worst, panel.measure);
  const lines = panel.series.map((each) => valuesOf(each, slots, unit.factor));
  const drawn = lines.flatMap((each) => each ?? []);
  if (lines.length === 0 || drawn.length < lines.length * slots.length) return null;
  const series = panel.series.map(({ name }, index) => ({
    name: truncate(name, most.label),
    data: pointsOf(lines[index] ?? [], slots),
  }));
  if (new Set(series.map(({ name }) => name)).size < series.length) return null;
  const bounds = panel.thresholds
    .filter(({ value }) => value <= worst * 2)
    .map(({ severity, value }) => ({
      name: truncate(severity, most.label),
      data: pointsOf(
        slots.map(() => value / unit.factor),
        slots,
      ),
    }))
    .filter(({ name }, index, all) => all.findIndex((each) => each.name === name) === index);
  return {
    type: 'data_visualization',
    title: truncate(`${chart.title}, ${heads[panel.measure]}`, most.title),
    chart: {
      type: 'line',
      series: [...series, ...bounds].slice(0, most.series),
      axis_config: {
        categories: slots.map(({ label }) => label),
        x_label: truncate(
          `${zoneName(chart.to, chart.timeZone)}, the worst of each span`,
          most.axis,
        ),
        y_label: truncate(unit.words, most.axis),
      },
    },
  };
}

/** The worst of each slot; null if there is one of which nothing is known. */
function valuesOf(
  { points }: LagSeries,
  slots: readonly Slot[],
  factor: number,
): readonly number[] | null {
  const values: number[] = [];
  for (const slot of slots) {
    const within = points.filter(({ at }) => at >= slot.from && at < slot.to);
    if (within.length === 0) return null;
    values.push(Math.max(...within.map(({ value }) => value)) / factor);
  }
  return values;
}

function pointsOf(values: readonly number[], slots: readonly Slot[]): readonly NativePoint[] {
  return slots.map(({ label }, index) => ({
    label,
    value: Math.round((values[index] ?? 0) * 100) / 100,
  }));
}

function unitFor(worst: number, measure: Measure): { factor: number; words: string } {
  if (measure === 'time') {
    if (worst < 2_000) return { factor: 1, words: 'behind, ms' };
    return worst < 600_000
      ? { factor: 1_000, words: 'behind, seconds' }
      : { factor: 60_000, words: 'behind, minutes' };
  }
  if (worst < 2 * 1024 ** 2) return { factor: 1024, words: 'not yet replayed, kB' };
  return worst < 2 * 1024 ** 3
    ? { factor: 1024 ** 2, words: 'not yet replayed, MB' }
    : { factor: 1024 ** 3, words: 'not yet replayed, GB' };
}
