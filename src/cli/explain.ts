import { readFindingPages } from '../finding-pages.js';
import { nearestFirst } from '../slack/commands/nearest.js';
import { pageList, pageSections, unknownPage } from '../wording/finding-pages/sections.js';
import { toTerminal } from '../wording/sections.js';
import type { CliContext, ExitCode } from './context.js';
import { readFindingsUrl, type ConfigChoice } from './read-config.js';

const prefix = 'pgrepl';

export interface ExplainChoice extends ConfigChoice {
  readonly kind?: string | undefined;
}

/** Prints the page of a finding, or which there are; 2 if there is none of this name. */
export async function explain(context: CliContext, choice: ExplainChoice): Promise<ExitCode> {
  const { kind } = choice;
  const pages = await readFindingPages(await readFindingsUrl(context, choice));
  const page = pages.get((kind ?? '').toLowerCase());
  if (kind !== undefined && page === undefined) {
    const nearest = nearestFirst(kind, [...pages.keys()]);
    context.err(toTerminal(unknownPage(kind, nearest, prefix)));
    return 2;
  }
  const sections = page === undefined ? pageList(pages, prefix) : pageSections(page);
  return (await context.print(toTerminal(sections))) ? 0 : 1;
}
