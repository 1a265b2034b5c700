import { oneLine } from '../safe-text.js';

/**
 * Plain text that Markdown shows as it is: no link, heading, mention, table or HTML comes out of it,
 * whatever a database or a person put in. One line.
 */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~!$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+=])/, '\\$1');
}

/** A sentence of pgrepl's own, in which commands stand between backticks. */
export function markdownSentence(text: string): string {
  const pieces = oneLine(text).split('`');
  if (pieces.length % 2 === 0) return markdownText(text);
  return pieces.map((piece, index) => (index % 2 === 0 ? inline(piece) : code(piece))).join('');
}

/** Blanks at the ends belong to the sentence around it. */
function inline(text: string): string {
  if (text.trim() === '') return text === '' ? '' : ' ';
  return `${/^\s/.test(text) ? ' ' : ''}${markdownText(text)}${/\s$/.test(text) ? ' ' : ''}`;
}

/** In a table a bar ends the cell even in code. */
function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('|', '\u2223')}\``;
}

/** A table; its cells are Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
