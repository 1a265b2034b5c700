import type { AppConfig, ClusterConfig } from '../config/model.js';
import type { CliContext } from './context.js';

/**
 * The cluster of this name, in whatever case, or all for none; undefined if there is no such, which
 * is said.
 */
export function chosenClusters(
  config: AppConfig,
  typed: string | undefined,
  context: Pick<CliContext, 'err'>,
): readonly ClusterConfig[] | undefined {
  const wanted = typed?.toLowerCase();
  const clusters = config.clusters.filter(
    ({ name }) => wanted === undefined || name.toLowerCase() === wanted,
  );
  if (clusters.length > 0) return clusters;
  const names = config.clusters.map(({ name }) => name).join(', ');
  context.err(`There is no cluster "${typed ?? ''}" in the configuration: ${names}.`);
  return undefined;
}
