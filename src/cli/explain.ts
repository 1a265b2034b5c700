import { readFindingPages } from '../finding-pages.js';
import { nearestFirst } from '../slack/commands/nearest.js';
import { pageList, pageSections, unknownPage } from '../wording/finding-pages/sections.js';
import { toTerminal } from '../wording/sections.js';
import type { CliContext, ExitCode } from './context.js';

const prefix = 'pgrepl';

/** Prints the page of a finding, or which there are; 2 if there is none of this name. */
export async function explain(context: CliContext, kind: string | undefined): Promise<ExitCode> {
  const pages = await readFindingPages();
  const page = pages.get((kind ?? '').toLowerCase());
  if (kind !== undefined && page === undefined) {
    const nearest = nearestFirst(kind, [...pages.keys()]);
    context.err(toTerminal(unknownPage(kind, nearest, prefix)));
    return 2;
  }
  const sections = page === undefined ? pageList(pages, prefix) : pageSections(page);
  return (await context.print(toTerminal(sections))) ? 0 : 1;
}
