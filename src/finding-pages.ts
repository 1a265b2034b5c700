import { readdir, readFile } from 'node:fs/promises';
import { parsePage, type FindingPage, type FindingPages } from './wording/finding-pages/page.js';

/** `docs/findings/` at the package's root: one level up from here in `src/` and in `dist/` alike. */
const shipped = new URL('../docs/findings/', import.meta.url);

/** The index of the pages, which is none of them. */
const index = 'README.md';

/**
 * Every page that was shipped, by its kind. A page that can't be read is a bug of the package.
 *
 * @param publishedAt the address under which a team publishes them; null for none
 */
export async function readFindingPages(publishedAt: string | null = null): Promise<FindingPages> {
  const names = await readdir(shipped);
  const files = names.filter((name) => name.endsWith('.md') && name !== index).sort();
  const pages = await Promise.all(
    files.map(async (file): Promise<FindingPage> => {
      const page = parsePage(await readFile(new URL(file, shipped), 'utf8'), publishedAt);
      if (page !== undefined) return page;
      throw new Error(`docs/findings/${file} does not read as the page of a finding`);
    }),
  );
  return new Map(pages.map((page) => [page.kind, page]));
}
