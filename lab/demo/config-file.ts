import { stringify } from 'yaml';
import { nodeOperationKeys } from '../postgres/operation-keys.js';
import { nightConfig, type Night } from './night.js';
import { clusterName, type Orders } from './orders.js';

/** People of the local Slack: everybody on the page may ask, and who is on call may approve. */
const people = { request: ['U0DBA', 'U0SRE', 'U0REQUESTER'], approve: ['S0DBAONCALL'] };

export interface ConfigOptions {
  readonly cluster: Orders;
  readonly storeDirectory: string;
  /** Where pgrepl serves its health. */
  readonly healthPort: number;
  readonly night: Night;
}

/**
 * The demo's `pgrepl.yaml`. It differs from a real one in nothing but its addresses, and in bounds
 * and times that let a visitor see within seconds what would wait a little in production, or until
 * the morning, without calling a server lost that is merely slow: one machine carries all of it, the
 * browser too.
 */
export async function configText(options: ConfigOptions): Promise<string> {
  const { cluster, storeDirectory, healthPort, night } = options;
  const operating = await nodeOperationKeys(cluster);
  return stringify({
    slack: { channel: '#pg-alerts' },
    store: { directory: storeDirectory },
    http: { host: '127.0.0.1', port: healthPort },
    defaults: {
      user: 'pgrepl_monitor',
      sslmode: 'disable',
      schedule: '* * * * * *',
      deadline: '3s',
      connect_timeout: '3s',
      ...nightConfig(night),
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
        operations: {
          driver: 'command',
          user: 'postgres',
          switchover: people,
          promote: people,
        },
        nodes: Object.fromEntries(
          cluster.nodes.map(({ name, port }) => [
            name,
            { host: '127.0.0.1', port, ...operating[name] },
          ]),
        ),
      },
    },
  });
}
