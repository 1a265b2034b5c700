import type { EpochMs } from '../../replication/observation.js';

/**
 * What tells a digest from every other. A channel may get two at the same time: of clusters whose
 * rules differ in what is said of a day without anything.
 */
export function digestName(
  { channel, clusters }: { readonly channel: string; readonly clusters: readonly string[] },
  due: EpochMs,
): string {
  return `digest ${channel} ${due} ${clusters.join(' ')}`;
}
