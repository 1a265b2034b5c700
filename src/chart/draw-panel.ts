import { curveStepAfter, line as lineOf } from 'd3-shape';
import type { LagChart, LagPanel, LagSeries } from '../wording/lag-chart/model.js';
import { unbroken } from '../wording/lag-chart/series.js';
import { measured } from '../wording/lag-chart/words.js';
import { look, spanColours, strokes, thresholdColours } from './look.js';
import { axisWords, valueScale, type TimeScale, type ValueScale } from './scales.js';
import { element, line, text, widthOf } from './svg.js';

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Where its legend ends; the words of marks may stand below. */
  readonly legendTop: number;
}

const heads = { time: 'behind in time', bytes: 'WAL not yet replayed' } as const;

/** The rows that the names of a panel's lines take. */
export function legendOf(panel: LagPanel): readonly string[][] {
  const room = look.width - look.margin.left - look.margin.right;
  const entries = panel.series.map((each) => entryOf(each, panel));
  const rows: string[][] = [[]];
  let used = 0;
  for (const entry of entries) {
    const width = entryWidth(entry);
    if (used > 0 && used + width > room) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(entry);
    used += width;
  }
  return rows;
}

function entryOf({ name, worst, atLeast }: LagSeries, { measure }: LagPanel): string {
  return `${name} max ${atLeast ? '≥ ' : ''}${measured(worst.value, measure)}`;
}

function entryWidth(entry: string): number {
  return 32 + widthOf(entry, look.size.text) + 14;
}

/** One measure: its head, its legend, its grid, its bounds and its lines. */
export function drawPanel(chart: LagChart, panel: LagPanel, time: TimeScale, box: Box): string {
  const legend = legendOf(panel);
  const scale = valueScale(panel, box.bottom, box.top);
  const { x, ticks } = time;
  return [
    ...chart.spans.map((span) =>
      element('rect', {
        x: x(span.from),
        y: box.top,
        width: Math.max(1, x(span.to) - x(span.from)),
        height: box.bottom - box.top,
        fill: spanColours[span.kind],
      }),
    ),
    ...grid(panel, scale, box),
    ...ticks.map(({ at }) =>
      line(x(at), box.top, x(at), box.bottom, { stroke: look.grid, 'stroke-width': 1 }),
    ),
    line(box.left, box.bottom, box.right, box.bottom, { stroke: look.faint, 'stroke-width': 1 }),
    ...boundLines(panel, scale, box),
    ...panel.series
      .map((each, index) => drawLine(each, index, chart.stepMs, time, scale))
      .toReversed(),
    ...drawLegend(panel, legend, box),
    ...(panel.series.length === 0 ? [nothing(box)] : []),
  ].join('');
}

function grid(panel: LagPanel, { y, ticks }: ValueScale, box: Box): readonly string[] {
  return ticks.flatMap((value) => [
    line(box.left, y(value), box.right, y(value), { stroke: look.grid, 'stroke-width': 1 }),
    text(axisWords(value, panel.measure), {
      x: box.left - 7,
      y: y(value) + 4.5,
      'text-anchor': 'end',
      'font-size': look.size.small,
      fill: look.faint,
    }),
  ]);
}

function boundLines(panel: LagPanel, { y }: ValueScale, box: Box): readonly string[] {
  return boundsIn(panel, y, box).map(({ severity, value }) =>
    line(box.left, y(value), box.right, y(value), {
      stroke: thresholdColours[severity],
      'stroke-width': 1.5,
      'stroke-dasharray': '3 3',
    }),
  );
}

/** What the bounds of a panel say, to be drawn on top of everything. */
export function drawBoundWords(panel: LagPanel, box: Box): readonly string[] {
  const { y } = valueScale(panel, box.bottom, box.top);
  return boundsIn(panel, y, box).map(({ severity, value, words }) =>
    text(words, {
      x: box.right - 4,
      y: y(value) + (y(value) - box.top < 16 ? 14 : -5),
      'text-anchor': 'end',
      'font-size': look.size.small,
      fill: thresholdColours[severity],
      ...halo,
    }),
  );
}

/** Only bounds that lie in the picture: one far above would flatten everything. */
function boundsIn(
  { thresholds }: LagPanel,
  y: (value: number) => number,
  box: Box,
): LagPanel['thresholds'] {
  return thresholds.filter(({ value }) => y(value) >= box.top);
}

/** Keeps words readable on a line. */
export const halo = { stroke: look.ground, 'stroke-width': 4, 'paint-order': 'stroke' } as const;

function drawLine(
  series: LagSeries,
  index: number,
  stepMs: number,
  { x }: TimeScale,
  { y }: ValueScale,
): string {
  const { colour, dash } = strokes[index % strokes.length] ?? strokes[0];
  const path = lineOf<{ at: number; value: number }>()
    .x(({ at }) => x(at))
    .y(({ value }) => y(value))
    .curve(curveStepAfter);
  // Each point stands for its whole span, so that a span between two gaps is a dash of its length.
  const pieces = unbroken(series, stepMs).map((points) => {
    const last = points.at(-1);
    return path(last === undefined ? points : [...points, { ...last, at: last.at + stepMs }]) ?? '';
  });
  return element('path', {
    d: pieces.join(''),
    fill: 'none',
    stroke: colour,
    'stroke-width': 2.2,
    'stroke-dasharray': dash,
    'stroke-linejoin': 'round',
  });
}

function drawLegend(panel: LagPanel, rows: readonly string[][], box: Box): readonly string[] {
  const top = box.legendTop - rows.length * look.legendRow - 6;
  const others = panel.others === 0 ? '' : `, and ${panel.others} more below these`;
  const head = text(`${heads[panel.measure]}${others}`, {
    x: box.left,
    y: top,
    'font-size': look.size.small,
    fill: look.faint,
  });
  let index = 0;
  const entries = rows.flatMap((row, number) => {
    let left = box.left;
    const y = top + 5 + (number + 1) * look.legendRow - 8;
    return row.flatMap((entry) => {
      const { colour, dash } = strokes[index % strokes.length] ?? strokes[0];
      index += 1;
      const drawn = [
        line(left, y - 5, left + 26, y - 5, {
          stroke: colour,
          'stroke-width': 3,
          'stroke-dasharray': dash,
        }),
        text(entry, { x: left + 32, y, 'font-size': look.size.text, fill: look.text }),
      ];
      left += entryWidth(entry);
      return drawn;
    });
  });
  return [head, ...entries];
}

function nothing(box: Box): string {
  return text('Nothing is known of this time.', {
    x: (box.left + box.right) / 2,
    y: (box.top + box.bottom) / 2,
    'text-anchor': 'middle',
    'font-size': look.size.text,
    fill: look.faint,
  });
}
