import type { Severity } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { formatDuration, formatUtcTime } from './units.js';

/** What a line is marked with: an emoji in Slack, a word in a terminal. */
export type Mark = Severity | 'ok' | 'unknown';

/** A whole sentence or a short row of plain text; commands stand between backticks. */
export interface Line {
  /** What the line is about, a name or a number: it stands out in front of the text. */
  readonly lead: string | null;
  readonly text: string;
  readonly mark: Mark | null;
  /** Since when it is so: shown behind the text, in Slack in the reader's own time zone. */
  readonly since: Since | null;
  /** The moment that the line tells of: it stands in front, in the reader's own time zone. */
  readonly at: EpochMs | null;
}

/** A moment and how long it was ago when the answer was made. */
export interface Since {
  readonly at: EpochMs;
  readonly ago: string;
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
  /** Leads on from here, behind the lines; its text is plain, its address checked. */
  readonly link: Link | null;
}

export interface Link {
  readonly text: string;
  /** `http:` or `https:`, without anything that ends a link in Slack. */
  readonly url: string;
}

export function line(text: string, mark: Mark | null = null, since: Since | null = null): Line {
  return { lead: null, text, mark, since, at: null };
}

/** A line that begins with the name of what it is about. */
export function lineOn(
  lead: string,
  text: string,
  mark: Mark | null = null,
  since: Since | null = null,
): Line {
  return { lead, text, mark, since, at: null };
}

/** A line that tells of a moment. */
export function lineAt(at: EpochMs, text: string, mark: Mark | null = null): Line {
  return { lead: null, text, mark, since: null, at };
}

/** `at` as a line carries it; a moment that lies ahead of `now` counts as now. */
export function since(at: EpochMs, now: EpochMs): Since {
  return { at, ago: formatDuration(Math.max(0, now - at)) };
}

/** A section from the parts that are there. */
export function section(parts: Partial<Section>): Section {
  return {
    title: null,
    detail: null,
    mark: null,
    preformatted: [],
    lines: [],
    link: null,
    ...parts,
  };
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

function lineInWords({ lead, text, mark, since, at }: Line): string {
  return `${at === null ? '' : `${dateAndTime(at)} · `}${markWord(mark)}${lead === null ? '' : `${lead}: `}${text}${sinceInUtc(since)}`;
}

/** `2026-07-14 03:12:04 UTC`. */
function dateAndTime(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 10)} ${formatUtcTime(at)}`;
}

function sinceInUtc(moment: Since | null): string {
  return moment === null ? '' : ` · since ${formatUtcTime(moment.at)} (${moment.ago})`;
}

/** The whole answer as a terminal shows it, without a line break at its end. */
export function toTerminal(sections: readonly Section[]): string {
  return sections
    .map((part) => {
      const heading = [part.title, part.detail].filter((text) => text !== null).join(' · ');
      return [
        ...(heading === '' ? [] : [markWord(part.mark) + heading]),
        ...part.preformatted,
        ...part.lines.map(lineInWords),
        ...(part.link === null ? [] : [`${part.link.text}: ${part.link.url}`]),
      ].join('\n');
    })
    .filter((text) => text !== '')
    .join('\n\n');
}
