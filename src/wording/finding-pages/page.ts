import { pageUrl } from './page-url.js';

/** What the documentation says of one kind of finding. */
export interface FindingPage {
  /** The finding's kind, as in `slot-lost`. */
  readonly kind: string;
  /** What it is, in a sentence. */
  readonly summary: string;
  /** `critical`, `warning` or both, as the page has it. */
  readonly severity: string;
  readonly parts: readonly PagePart[];
  /** Where it is published; null where that is not configured. */
  readonly url: string | null;
}

export interface PagePart {
  readonly title: string;
  /** Paragraphs and items of lists; commands stand between backticks. */
  readonly lines: readonly string[];
  /** The lines of its code blocks. */
  readonly code: readonly string[];
}

/** By kind, in the order of the index. */
export type FindingPages = ReadonlyMap<string, FindingPage>;

/** What a page must have, in this order. */
export const partTitles = [
  'What it means',
  'What it shows',
  'What to do',
  'Thresholds',
  'When it does not apply',
] as const;

const severityPrefix = 'Severity: ';

/**
 * Reads a page: a title, a sentence, the severity, and parts with a heading each, whose paragraphs
 * and items take one line each. Links are left with their words alone. Undefined for anything else.
 *
 * @param publishedAt the address under which the pages are published; null for none
 */
export function parsePage(markdown: string, publishedAt: string | null): FindingPage | undefined {
  const [head = '', ...rest] = markdown.replaceAll('\r\n', '\n').split(/^## /m);
  const [title, summary, severity, ...more] = textLines(head);
  const kind = /^# ([a-z][a-z-]*)$/.exec(title ?? '')?.[1];
  if (kind === undefined || summary === undefined || more.length > 0) return undefined;
  if (severity?.startsWith(severityPrefix) !== true) return undefined;
  return {
    kind,
    summary: plainText(summary),
    severity: severity.slice(severityPrefix.length),
    parts: rest.map(partOf),
    url: publishedAt === null ? null : pageUrl(publishedAt, kind),
  };
}

function partOf(text: string): PagePart {
  const [title = '', ...body] = text.split('\n');
  const lines: string[] = [];
  const code: string[] = [];
  let isCode = false;
  for (const line of body) {
    if (line.startsWith('```')) isCode = !isCode;
    else if (isCode) code.push(line);
    else if (line.trim() !== '') lines.push(plainText(line.trim().replace(/^[-*] /, '• ')));
  }
  return { title: title.trim(), lines, code };
}

function textLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Without the marks that only a browser shows: links and emphasis. */
function plainText(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll('**', '');
}
