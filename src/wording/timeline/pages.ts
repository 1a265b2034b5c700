import type { TimelineLine } from '../../incidents/timeline.js';

/** How many lines a page holds at most, and how many characters they may have together. */
const mostLines = 20;
const mostCharacters = 6_000;
/** What a line takes besides its text: its time and its source. */
const frame = 120;
/** The longest text that a line shows. */
const longestText = 700;

/**
 * A timeline in pages, oldest first. A line that is added at the end never moves one from page to
 * page, so that a page that somebody looks at stays what it was. At least one page, be it empty.
 */
export function pagesOf(lines: readonly TimelineLine[]): readonly (readonly TimelineLine[])[] {
  const pages: TimelineLine[][] = [[]];
  let room = mostCharacters;
  for (const line of lines) {
    const size = Math.min(line.text.length, longestText) + frame;
    const page = pages.at(-1);
    if (page !== undefined && page.length < mostLines && size <= room) {
      page.push(line);
      room -= size;
    } else {
      pages.push([line]);
      room = mostCharacters - size;
    }
  }
  return pages;
}
