import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import type { Stage } from './stage.js';

/** What the primary waits for: one standby, s2 if s1 is lost. */
export const namesAtFirst = 'FIRST 1 (s1, s2)';

export type Orders = LabCluster<'pg1' | 's1' | 's2' | 's3' | 's4'>;

/**
 * Five real servers: a primary, a synchronous, a potential and an asynchronous standby, and one
 * that cascades from the synchronous one.
 */
export async function startOrders(stage: Stage): Promise<Orders> {
  stage.progress('starting five PostgreSQL servers');
  const cluster: Orders = await startCluster({
    synchronousStandbyNames: namesAtFirst,
    nodes: {
      pg1: {},
      s1: { from: 'pg1', slot: true },
      s2: { from: 'pg1', slot: true },
      s3: { from: 's1' },
      s4: { from: 'pg1' },
    },
  });
  return stage.keep('PostgreSQL servers', cluster, () => cluster.stop());
}
