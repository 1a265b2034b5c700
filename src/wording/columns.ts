import { textWidth } from './safe-text.js';

/**
 * Lays rows out in columns of equal width, two blanks apart. A column that is empty in every row
 * is left out; nothing trails a line's last text.
 */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, textWidth(cell));
    }
  }
  return rows.map((row) =>
    row
      .map((cell, index) => ({ cell, width: widths[index] ?? 0 }))
      .filter(({ width }) => width > 0)
      .map(({ cell, width }) => cell + ' '.repeat(width - textWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
}
