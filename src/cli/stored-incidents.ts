import type { StoreConfig } from '../config/model.js';
import type { Incident } from '../incidents/model.js';
import { readOpenIncidents } from '../store/index.js';
import type { CliContext } from './context.js';

/**
 * The open incidents, if the store can be read without starting or owning it; none otherwise. A
 * status must come out even if the store is the very thing that is broken.
 */
export async function openIncidents(
  store: StoreConfig,
  context: CliContext,
): Promise<readonly Incident[]> {
  const result = await readOpenIncidents(store);
  if (result.kind === 'read') return result.incidents;
  if (result.kind === 'failed') {
    context.err(`(Open incidents are not shown: ${result.message})`);
  }
  return [];
}
