import { isMet, type Section } from './row.js';

/** All figures for a program to read; times in ms, memory in MB, shares in per cent. */
export function asJson(report: {
  readonly startedAt: Date;
  readonly quick: boolean;
  readonly sections: readonly Section[];
}): string {
  const sections = report.sections.map(({ name, title, notes, rows }) => ({
    name,
    title,
    notes,
    rows: rows.map((row) => ({ ...row, isMet: isMet(row) })),
  }));
  return `${JSON.stringify({ ...report, sections }, null, 2)}\n`;
}
