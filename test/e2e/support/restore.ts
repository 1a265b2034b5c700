import type { LabCluster } from '../../../lab/postgres/cluster.js';

/**
 * Starts what a test has left down, and waits until every standby receives again, so that the next
 * one finds the cluster whole: a pgrepl that begins before that has something to tell.
 */
export async function restore(cluster: LabCluster): Promise<void> {
  for (const node of cluster.nodes) {
    if (node.isFrozen) node.thaw();
    if (!(await node.isRunning())) await node.start();
  }
  for (const { name, spec } of cluster.nodes) {
    if (spec.from !== undefined) await cluster.waitStreaming(name);
  }
}
