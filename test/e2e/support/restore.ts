import type { LabCluster } from '../../../lab/postgres/cluster.js';

/** Starts what a test has left down, so that the next one finds the cluster whole. */
export async function restore(cluster: LabCluster): Promise<void> {
  for (const node of cluster.nodes) {
    if (node.isFrozen) node.thaw();
    if (!(await node.isRunning())) await node.start();
  }
}
