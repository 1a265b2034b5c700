import { isMet, type Row, type Section, type Unit } from './row.js';

const header = ['', 'median', 'min – max', 'p95', 'runs', 'aim'];

/** The whole report as plain text, in columns. */
export function table(sections: readonly Section[]): string {
  const rows = sections.flatMap((section) => section.rows.map(cells));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = [inColumns(header, widths)];
  for (const section of sections) {
    lines.push('', section.title, ...section.rows.map((row) => inColumns(cells(row), widths)));
    lines.push(...section.notes.map((note) => `  · ${note}`));
  }
  return lines.join('\n');
}

function cells(row: Row): readonly string[] {
  const { what, unit, summary, atMost } = row;
  if (summary === null) return [`  ${what}`, 'not measured', '', '', '', ''];
  const { median, min, max, p95, runs } = summary;
  const several = runs > 1;
  const aim =
    atMost === null ? '' : `${withUnit(atMost, unit)} ${isMet(row) === true ? 'met' : 'MISSED'}`;
  return [
    `  ${what}`,
    withUnit(median, unit),
    several ? `${figure(min)} – ${figure(max)}` : '',
    several ? figure(p95) : '',
    String(runs),
    aim,
  ];
}

/** The first column to the left, figures to the right. */
function inColumns(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    })
    .join('  ')
    .trimEnd();
}

function withUnit(value: number, unit: Unit): string {
  return unit === '' ? figure(value) : `${figure(value)} ${unit}`;
}

/** Three significant figures, as many as measurements of this kind bear. */
export function figure(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
