import pg from 'pg';
import { burst } from '../../postgres/load.js';
import type { Orders } from '../orders.js';
import type { PanelAction } from '../panel-api.js';
import type { Writes } from '../writes.js';
import { healCluster } from './heal.js';
import type { NodeDeed } from './node-deeds.js';
import { Refusal } from './refusal.js';

/** How much WAL one burst writes, MB. */
const burstMegabytes = 128;

/** What deeds on the whole cluster work on. */
export interface ClusterDeedParts {
  readonly cluster: Orders;
  readonly writes: Writes;
  /** Starts pgrepl again if it has ended. */
  readonly revivePgrepl: () => Promise<void>;
  /** Told what is being done, where that changes on the way. */
  readonly say: (doing: string) => void;
}

/** The deed of an action on the whole cluster; undefined if the action is about one node. */
export function clusterDeed(
  { action, value }: PanelAction,
  { cluster, writes, revivePgrepl, say }: ClusterDeedParts,
): NodeDeed | undefined {
  switch (action) {
    case 'set-sync-names': {
      const names = value ?? '';
      return {
        doing: 'Setting synchronous_standby_names',
        done: `synchronous_standby_names = '${names}'`,
        run: () => setNames(cluster, names),
      };
    }
    case 'burst':
      return {
        doing: `Writing ${burstMegabytes} MB of WAL`,
        done: `${burstMegabytes} MB of WAL written at once`,
        run: async () => {
          await expectPrimary(cluster);
          await burst(cluster, burstMegabytes);
        },
      };
    case 'load-on':
      return {
        doing: 'Starting the load',
        done: 'load started',
        run: async () => {
          await expectPrimary(cluster);
          await writes.on();
        },
      };
    case 'load-off':
      return { doing: 'Stopping the load', done: 'load stopped', run: () => writes.off() };
    case 'heal-all':
      return {
        doing: 'Healing everything',
        done: 'everything healed',
        run: async () => {
          await healCluster(cluster, say);
          await writes.on();
          await revivePgrepl();
        },
      };
    case 'kill':
    case 'freeze':
    case 'thaw':
    case 'stop':
    case 'start':
    case 'cut-link':
    case 'drop-link':
    case 'heal-link':
    case 'pause-replay':
    case 'resume-replay':
      return undefined;
  }
}

async function setNames(cluster: Orders, names: string): Promise<void> {
  await expectPrimary(cluster);
  try {
    await cluster.setSynchronousStandbyNames(names);
  } catch (error) {
    if (error instanceof pg.DatabaseError) {
      throw new Refusal(`PostgreSQL does not take these names: ${error.message}.`);
    }
    throw error;
  }
}

async function expectPrimary(cluster: Orders): Promise<void> {
  try {
    await cluster.findPrimary();
  } catch {
    throw new Refusal('There is no primary that answers: start or thaw it first.');
  }
}
