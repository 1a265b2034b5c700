import { stringify } from 'yaml';
import { clusterName, type Orders } from './orders.js';

/**
 * The demo's `pgrepl.yaml`. It differs from a real one in nothing but its addresses, and in bounds
 * that let a visitor see within seconds what would wait a little in production.
 */
export function configText(options: {
  readonly cluster: Orders;
  readonly storeDirectory: string;
  /** Where pgrepl serves its health. */
  readonly healthPort: number;
}): string {
  const { cluster, storeDirectory, healthPort } = options;
  return stringify({
    slack: { channel: '#pg-alerts' },
    store: { directory: storeDirectory },
    http: { host: '127.0.0.1', port: healthPort },
    defaults: {
      user: 'pgrepl_monitor',
      sslmode: 'disable',
      schedule: '* * * * * *',
      thresholds: {
        lag_bytes: { warning: '32MB', critical: '512MB' },
        lag_time: { warning: '5s', critical: '60s' },
        lag_for: '1s',
        paused_bytes: '1kB',
        paused_for: '1s',
        clear_for: '2s',
      },
    },
    clusters: {
      [clusterName]: {
        channel: `#${clusterName}`,
        nodes: Object.fromEntries(
          cluster.nodes.map(({ name, port }) => [name, { host: '127.0.0.1', port }]),
        ),
      },
    },
  });
}
