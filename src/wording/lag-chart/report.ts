import { alignColumns } from '../columns.js';
import { line, lineOn, section, type Section } from '../sections.js';
import { formatUtcTime } from '../units.js';
import type { LagChart } from './model.js';
import { measured } from './words.js';

const heads = { time: 'worst, time', bytes: 'worst, WAL' } as const;

/** A picture in words and figures: who was how far behind at worst, when, and what happened then. */
export function chartReport(chart: LagChart): Section[] {
  const { title, subtitle, panels, marks, note, to } = chart;
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const rows = names.map((name) => [
    name,
    ...panels.flatMap(({ series, measure }) => {
      const own = series.find((each) => each.name === name);
      if (own === undefined) return ['?', ''];
      const { value, at } = own.worst;
      const figure = `${own.atLeast ? '≥ ' : ''}${measured(value, measure)}`;
      return [figure, value === 0 ? '' : formatUtcTime(at, to)];
    }),
  ]);
  const header = ['standby', ...panels.flatMap(({ measure }) => [heads[measure], 'at'])];
  return [
    section({
      title,
      detail: subtitle,
      preformatted: rows.length === 0 ? [] : alignColumns([header, ...rows]),
      lines: [
        ...(rows.length === 0 ? [line('Nothing is known of this time.')] : []),
        ...marks.map(({ at, words }) => lineOn(formatUtcTime(at, to), words)),
        ...(note === null ? [] : [line(note)]),
      ],
    }),
  ];
}
