import { startCluster, type LabCluster } from '../postgres/cluster.js';

/** The name of the demo's cluster, and of the channel where it is spoken of. */
export const clusterName = 'orders';

/** What the primary is told to wait for at the beginning. */
export const initialNames = 'FIRST 1 (s1, s2)';

export type OrdersNode = 'pg1' | 's1' | 's2' | 's3';
export type Orders = LabCluster<OrdersNode>;

/**
 * How much the line between s1 and s3 carries. A burst of writes then shows as lag for some
 * seconds, as it does between two data centres; on one machine alone it would be over at once.
 */
export const narrowLineBytesPerSecond = 12 * 1024 ** 2;

/** Starts the demo's cluster: pg1; s1 and s2 behind it, one synchronous, one next; s3 behind s1. */
export async function startOrders(): Promise<Orders> {
  const orders: Orders = await startCluster({
    links: true,
    synchronousStandbyNames: initialNames,
    settings: {
      // A standby that stays away must not fill the visitor's disk.
      max_slot_wal_keep_size: '1GB',
    },
    nodes: {
      pg1: {},
      s1: { from: 'pg1', slot: true },
      s2: { from: 'pg1', slot: true },
      s3: { from: 's1', slot: true },
    },
  });
  orders.node('s3').replicationLink.limit(narrowLineBytesPerSecond);
  return orders;
}
