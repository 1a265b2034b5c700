import type { StoreConfig } from '../config/model.js';
import { readKnown, type Known } from '../store/index.js';
import type { CliContext } from './context.js';

const nothing: Known = { incidents: [], clusters: [], silences: [] };

/**
 * What the store holds of the clusters, if it can be read without starting or owning it; else
 * nothing, and that is said. A status must come out even if the store is the very thing that is
 * broken.
 */
export async function storedKnowledge(store: StoreConfig, context: CliContext): Promise<Known> {
  const result = await readKnown(store);
  switch (result.kind) {
    case 'read':
      return result;
    case 'new':
      return nothing;
    case 'not-running':
      context.err(missing('the store does not run'));
      return nothing;
    case 'failed':
      context.err(missing(result.message));
      return nothing;
  }
}

function missing(why: string): string {
  return `(Open incidents and learned sync contracts are not known here: ${why})`;
}
