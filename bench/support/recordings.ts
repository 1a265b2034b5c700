import { observationSql } from '../../src/postgres/sql/observation-sql.js';
import type { Recording } from '../simulated/fleet.js';
import { startOrders } from './orders.js';
import type { Stage } from './stage.js';

/** What five real servers answer to a poll; they are gone when this returns. */
export async function recordOrders(stage: Stage): Promise<readonly Recording[]> {
  const own = stage.keep('recorded servers', stage.inner(), (inner) => inner.end());
  const cluster = await startOrders(own);
  const recordings = await Promise.all(
    cluster.nodes.map(async (node) => {
      const [row] = await node.sql(observationSql(node.major));
      return { node: node.name, port: node.port, observation: row?.['observation'] };
    }),
  );
  await own.end();
  return recordings;
}
