import { scaleLinear, scaleUtc, type ScaleLinear, type ScaleTime } from 'd3-scale';
import type { LagChart, LagPanel, Measure } from '../wording/lag-chart/model.js';
import { measured, momentIn } from '../wording/lag-chart/words.js';
import { aheadOfUtc, clockTime } from '../wording/lag-chart/zone.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Distances between lines of the grid that read well, ms. */
const timeSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((each) => each * second),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * minute),
  ...[1, 2, 3, 6, 12].map((each) => each * hour),
  ...[1, 2, 5, 10, 30].map((each) => each * day),
];

const byteSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((each) =>
  [0, 1, 2, 3, 4, 5].map((power) => each * 1024 ** power),
);

/** What a panel shows at least, so that a lag of nothing is a line at its foot. */
const least: Readonly<Record<Measure, number>> = { time: 200, bytes: 4 * 1024 };

/** A figure at an axis: short, so that it has room beside it. */
export function axisWords(value: number, measure: Measure): string {
  if (value === 0) return '0';
  if (measure === 'bytes' || value < minute) return measured(value, measure);
  const [length, unit] =
    value < hour ? [minute, 'min'] : value < day ? [hour, 'h'] : ([day, 'd'] as const);
  return `${Math.round((value / length) * 10) / 10} ${unit}`;
}

/** Up to how many times the worst a bound is drawn: one far above would flatten everything. */
const nearness = { warning: 4, critical: 1.5 } as const;

export interface ValueScale {
  readonly y: ScaleLinear<number, number>;
  readonly ticks: readonly number[];
}

/** From nothing to the worst, and to a bound that is near enough to be of interest. */
export function valueScale(panel: LagPanel, bottom: number, top: number): ValueScale {
  const worst = Math.max(0, ...panel.series.map((each) => each.worst.value));
  const near = panel.thresholds
    .filter(({ severity, value }) => value <= worst * nearness[severity])
    .map(({ value }) => value);
  const most = Math.max(least[panel.measure], worst, ...near) * 1.08;
  const steps = panel.measure === 'time' ? timeSteps : byteSteps.toSorted((a, b) => a - b);
  const step = steps.find((each) => most / each <= 5) ?? most / 4;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  return { y: scaleLinear().domain([0, most]).range([bottom, top]), ticks };
}

export interface TimeScale {
  readonly x: ScaleTime<number, number>;
  readonly ticks: readonly { readonly at: number; readonly words: string }[];
}

export function timeScale(
  { from, to, timeZone }: LagChart,
  left: number,
  right: number,
): TimeScale {
  const x = scaleUtc().domain([from, to]).range([left, right]);
  // Ticks are at round times of the clocks that the picture goes by.
  const ahead = aheadOfUtc(to, timeZone);
  const ticks = scaleUtc()
    .domain([from + ahead, to + ahead])
    .ticks(5)
    .map((moment) => Number(moment) - ahead);
  return {
    x,
    ticks: ticks.map((at) => ({ at, words: momentWords(at, to - from, timeZone) })),
  };
}

/** Ticks on the other side of a change of the clocks are an hour beside midnight. */
const aroundMidnight = 90 * minute;

function momentWords(at: number, spanMs: number, timeZone: string): string {
  if (spanMs <= 10 * minute) return clockTime(at, timeZone).slice(11);
  const time = momentIn(at, timeZone, false);
  if (spanMs <= day) return time;
  if (spanMs > 7 * day) return momentIn(at + aroundMidnight, timeZone, true).slice(5, 10);
  const withDate = momentIn(at, timeZone, true).slice(5);
  return time === '00:00' ? withDate.slice(0, 5) : withDate;
}
