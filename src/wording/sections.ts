import type { Severity } from '../replication/findings/model.js';

/** What a line is marked with: an emoji in Slack, a word in a terminal. */
export type Mark = Severity | 'ok' | 'unknown';

/** A whole sentence or a short row of plain text; commands stand between backticks. */
export interface Line {
  readonly text: string;
  readonly mark: Mark | null;
}

/** A piece of an answer. Slack's blocks and the terminal's text are both made from it. */
export interface Section {
  /** Stands out; null for a piece without a heading. */
  readonly title: string | null;
  /** Follows the title on the same line. */
  readonly detail: string | null;
  readonly mark: Mark | null;
  /** Lines whose columns only hold in a fixed-width type. */
  readonly preformatted: readonly string[];
  readonly lines: readonly Line[];
}

export function line(text: string, mark: Mark | null = null): Line {
  return { text, mark };
}

/** A section from the parts that are there. */
export function section(parts: Partial<Section>): Section {
  return { title: null, detail: null, mark: null, preformatted: [], lines: [], ...parts };
}

const words: Readonly<Record<Mark, string>> = {
  critical: '[critical] ',
  warning: '[warning] ',
  ok: '[ok] ',
  unknown: '[unknown] ',
};

function markWord(mark: Mark | null): string {
  return mark === null ? '' : words[mark];
}

/** The whole answer as a terminal shows it, without a line break at its end. */
export function toTerminal(sections: readonly Section[]): string {
  return sections
    .map((part) => {
      const heading = [part.title, part.detail].filter((text) => text !== null).join(' · ');
      return [
        ...(heading === '' ? [] : [markWord(part.mark) + heading]),
        ...part.preformatted,
        ...part.lines.map(({ text, mark }) => markWord(mark) + text),
      ].join('\n');
    })
    .filter((text) => text !== '')
    .join('\n\n');
}
