import type { DoctorReport } from '../../operations/doctor/report.js';
import { section, type Section } from '../sections.js';
import { doctorLines, type DoctorLine } from './doctor-lines.js';
import { hiddenLines, sectionsOf } from './doctor-sections.js';

/** How many lines a page holds at most, and how many characters they may have together. */
const mostLines = 12;
const mostCharacters = 6000;

/** The report without its head in pages, of which there is at least one. */
export function doctorPages(report: DoctorReport): readonly (readonly Section[])[] {
  const pages: DoctorLine[][] = [[]];
  let left = mostCharacters;
  for (const each of doctorLines(report)) {
    const page = pages.at(-1) ?? [];
    const size = each.line.text.length;
    if (page.length > 0 && (page.length >= mostLines || size > left)) {
      pages.push([each]);
      left = mostCharacters - size;
    } else {
      page.push(each);
      left -= size;
    }
  }
  const hidden = hiddenLines(report);
  const last =
    hidden.length === 0 ? [] : [section({ title: 'Not visible to pgrepl', lines: hidden })];
  return pages.map((page, index) => [
    ...sectionsOf(page),
    ...(index === pages.length - 1 ? last : []),
  ]);
}
