import { safeName } from '../safe-text.js';
import { line, lineOn, section, type Section } from '../sections.js';
import type { FindingPage, FindingPages } from './page.js';

/** One page, to be read in Slack or in a terminal. */
export function pageSections(page: FindingPage): readonly Section[] {
  return [
    section({ title: page.kind, detail: page.severity, lines: [line(page.summary)] }),
    ...page.parts.map(({ title, lines, code }) =>
      section({ title, lines: lines.map((text) => line(text)), preformatted: code }),
    ),
    ...(page.url === null ? [] : [section({ link: { text: 'This page', url: page.url } })]),
  ];
}

/** What there is a page of, with what it is. `prefix` is what is typed before `explain`. */
export function pageList(pages: FindingPages, prefix: string): readonly Section[] {
  return [
    section({
      title: 'Findings',
      detail: `${pages.size} kinds`,
      lines: [...pages.values()].map(({ kind, summary }) => lineOn(kind, summary)),
    }),
    section({
      lines: [line(`\`${prefix} explain <finding>\` says what to do about one of them.`)],
    }),
  ];
}

/** How many names are offered to whom has named one that is not there. */
const mostOffered = 3;

/** That there is no such finding, and which may be meant: `nearest` has the most alike first. */
export function unknownPage(
  kind: string,
  nearest: readonly string[],
  prefix: string,
): readonly Section[] {
  const offered = nearest.slice(0, mostOffered).map((each) => `\`${prefix} explain ${each}\``);
  return [
    section({
      lines: [
        line(`There is no finding named ${safeName(kind)}.`),
        line(`The most alike: ${offered.join(', ')}.`),
        line(`\`${prefix} explain\` lists them all.`),
      ],
    }),
  ];
}
