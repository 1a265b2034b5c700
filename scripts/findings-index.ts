import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readFindingPages } from '../src/finding-pages.js';
import { rules } from '../src/replication/findings/rules.js';
import type { FindingPages } from '../src/wording/finding-pages/page.js';

export const indexFile = new URL('../docs/findings/README.md', import.meta.url);

/** What stands between these two comments is written by this script. */
const [begin, end] = ['<!-- index -->', '<!-- /index -->'];

/** The table of all pages: what heads an incident comes first, pgrepl's own findings last. */
export function indexOf(pages: FindingPages): readonly string[] {
  const ranked = rules.map(({ kind }) => kind);
  const own = [...pages.keys()].filter((kind) => !ranked.includes(kind));
  const rows = [...ranked, ...own].flatMap((kind) => {
    const page = pages.get(kind);
    return page === undefined
      ? []
      : [`| [\`${kind}\`](${kind}.md) | ${page.severity} | ${page.summary} |`];
  });
  return ['| finding | severity | it means |', '| --- | --- | --- |', ...rows];
}

/** The index with a table that is true. */
export function withIndex(text: string, pages: FindingPages): string {
  const [before = '', rest = ''] = text.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n\n${indexOf(pages).join('\n')}\n\n${end}${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await readFile(indexFile, 'utf8');
  await writeFile(indexFile, withIndex(text, await readFindingPages()));
}
