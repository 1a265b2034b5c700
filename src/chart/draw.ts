import type { LagChart } from '../wording/lag-chart/model.js';
import { zoneName } from '../wording/lag-chart/zone.js';
import { drawBoundWords, drawPanel, halo, legendOf, type Box } from './draw-panel.js';
import { placeMarks, rowsOf, type PlacedMark } from './labels.js';
import { look, markColours } from './look.js';
import { timeScale, type TimeScale } from './scales.js';
import { element, line, text, widthOf } from './svg.js';

/** A picture of lag as SVG. */
export function drawLagChart(chart: LagChart): string {
  const left = look.margin.left;
  const right = look.width - look.margin.right;
  const time = timeScale(chart, left, right);
  const placed = placeMarks(chart.marks, (at) => time.x(at), left, right);
  const markRows = rowsOf(placed);
  const boxes = boxesOf(chart, markRows);
  const plotsTop = boxes[0]?.top ?? look.titleHeight;
  const plotsBottom = boxes.at(-1)?.bottom ?? plotsTop;
  const noteTop = plotsBottom + look.axisHeight;
  const height = noteTop + (chart.note === null ? 8 : 24);
  const content = [
    element('rect', {
      x: 0.5,
      y: 0.5,
      width: look.width - 1,
      height: height - 1,
      rx: 8,
      fill: look.ground,
      stroke: look.frame,
    }),
    text(chart.title, {
      x: 14,
      y: 23,
      'font-size': look.size.title,
      'font-weight': 'bold',
      fill: look.text,
    }),
    text(chart.subtitle, { x: 14, y: 43, 'font-size': look.size.small, fill: look.faint }),
    ...chart.panels.flatMap((panel, index) => {
      const box = boxes[index];
      return box === undefined ? [] : [drawPanel(chart, panel, time, box)];
    }),
    ...boxes.flatMap((box) => placed.map((each) => markLine(each, box))),
    ...placed.flatMap((each) => markWords(each, plotsTop)),
    ...chart.panels.flatMap((panel, index) => {
      const box = boxes[index];
      return box === undefined ? [] : drawBoundWords(panel, box);
    }),
    ...axis(time, zoneName(chart.to, chart.timeZone), plotsBottom, right),
    ...(chart.note === null
      ? []
      : [
          text(chart.note, {
            x: 14,
            y: noteTop + 12,
            'font-size': look.size.small,
            fill: look.faint,
          }),
        ]),
  ];
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: look.width,
      height,
      viewBox: `0 0 ${look.width} ${height}`,
      'font-family': look.font,
    },
    ...content,
  );
}

/** Where the panels are, below the title and the words of the marks. */
function boxesOf(chart: LagChart, markRows: number): readonly Box[] {
  const height = chart.panels.length > 1 ? look.panelHeight.double : look.panelHeight.single;
  let top: number = look.titleHeight;
  return chart.panels.map((panel, index) => {
    const marks = index === 0 && markRows > 0 ? markRows * look.markRow + 6 : 0;
    const plotTop = top + look.size.small + legendOf(panel).length * look.legendRow + 10 + marks;
    const box = {
      left: look.margin.left,
      right: look.width - look.margin.right,
      top: plotTop,
      bottom: plotTop + height - 60,
      legendTop: plotTop - marks,
    };
    top = box.bottom + look.panelGap;
    return box;
  });
}

function markLine({ mark, x }: PlacedMark, box: Box): string {
  return line(x, box.top, x, box.bottom, {
    stroke: markColours[mark.kind],
    'stroke-width': mark.kind === 'no-return' ? 2.5 : 1.5,
    'stroke-dasharray': mark.kind === 'no-return' ? '' : '5 3',
  });
}

function markWords({ mark, x, row, anchor }: PlacedMark, plotsTop: number): readonly string[] {
  const colour = markColours[mark.kind];
  const foot = element('path', {
    d: `M${x - 4},${plotsTop - 6}h8l-4,6z`,
    fill: colour,
  });
  if (row === null) return [foot];
  const y = plotsTop - 10 - row * look.markRow;
  return [
    foot,
    line(x, y - 10, x, plotsTop - 6, { stroke: colour, 'stroke-width': 1 }),
    text(mark.words, {
      x: x + (anchor === 'start' ? 4 : -4),
      y,
      'text-anchor': anchor,
      'font-size': look.size.small,
      fill: colour,
      ...halo,
    }),
  ];
}

function axis(
  { x, ticks }: TimeScale,
  zone: string,
  bottom: number,
  right: number,
): readonly string[] {
  const common = { y: bottom + 17, 'font-size': look.size.small, fill: look.faint };
  const room = right - widthOf(zone, look.size.small) - 14;
  return [
    ...ticks
      .filter(({ at }) => x(at) < room - 20)
      .map(({ at, words }) => text(words, { ...common, x: x(at), 'text-anchor': 'middle' })),
    text(zone, { ...common, x: right, 'text-anchor': 'end' }),
  ];
}
