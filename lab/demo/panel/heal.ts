import type { LabNode } from '../../postgres/node.js';
import { waitUntil } from '../../postgres/wait.js';
import { initialNames, type Orders, type OrdersNode } from '../orders.js';
import { healLinks } from './links.js';

/** How long a standby may take to catch up by itself before it is cloned anew, ms. */
const catchUpMs = 5_000;

/**
 * Brings the cluster back to its beginning: links, processes, roles, upstreams, replay, slots and
 * synchronous names. A standby that can't catch up, because it was promoted, has diverged or misses
 * WAL, is cloned from its upstream again. `say` is told what is being done.
 */
export async function healCluster(cluster: Orders, say: (doing: string) => void): Promise<void> {
  say('Healing links and thawing');
  for (const node of cluster.nodes) {
    await healLinks(node);
    if (node.isFrozen) node.thaw();
  }
  const primary = cluster.firstPrimary;
  await endOtherPrimaries(cluster, primary);
  if (!(await primary.isRunning())) {
    say(`Starting ${primary.name}`);
    await primary.start();
  }
  if (await primary.isInRecovery()) {
    say(`Promoting ${primary.name}`);
    await primary.promote();
  }
  for (const name of ['s1', 's2', 's3'] as const) await healStandby(cluster, name, say);
  say('Restoring the synchronous standby names');
  await primary.setSynchronousStandbyNames(initialNames);
  await waitUntil('s1 is synchronous', async () => {
    const rows = await primary.sql(
      "SELECT FROM pg_stat_replication WHERE application_name = 's1' AND sync_state = 'sync'",
    );
    return rows.length > 0;
  });
}

/** A standby that somebody promoted must not take writes while the first primary comes back. */
async function endOtherPrimaries(cluster: Orders, primary: LabNode): Promise<void> {
  for (const node of cluster.nodes) {
    if (node === primary || !(await node.isRunning())) continue;
    if (!(await node.isInRecovery().catch(() => true))) await node.end();
  }
}

async function healStandby(
  cluster: Orders,
  name: Exclude<OrdersNode, 'pg1'>,
  say: (doing: string) => void,
): Promise<void> {
  const node = cluster.node(name);
  const upstreamName: OrdersNode = name === 's3' ? 's1' : 'pg1';
  const upstream = cluster.node(upstreamName);
  say(`Waiting for ${name} to catch up with ${upstreamName}`);
  if (await catchesUp(node, upstream)) return;
  say(`Cloning ${name} from ${upstreamName} again`);
  await node.end();
  await dropSlot(name, upstream);
  await cluster.reclone(name, upstreamName);
}

/** Whether the standby receives from this upstream and soon has all that it has now. */
async function catchesUp(node: LabNode, upstream: LabNode): Promise<boolean> {
  try {
    if (!(await slotIsGood(node.name, upstream))) return false;
    if (!(await node.isRunning())) await node.start();
    if (!(await node.isInRecovery())) return false;
    if (!(await connectsAsAtFirst(node))) return false; // a switchover has connected it elsewhere
    await node.resumeReplay();
    const [goal] = await upstream.sql<{ lsn: string }>(
      `SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                   ELSE pg_current_wal_lsn() END AS lsn`,
    );
    await waitUntil(
      `${node.name} has caught up with ${upstream.name}`,
      async () => {
        const rows = await upstream.sql(
          `SELECT FROM pg_stat_replication
            WHERE application_name = $1 AND state = 'streaming' AND replay_lsn >= $2::pg_lsn`,
          [node.name, goal?.lsn],
        );
        return rows.length > 0;
      },
      { timeoutMs: catchUpMs },
    );
    return true;
  } catch {
    return false; // whatever it is: a new clone has it no more
  }
}

async function connectsAsAtFirst(node: LabNode): Promise<boolean> {
  const [row] = await node.sql<{ conninfo: string }>(
    "SELECT current_setting('primary_conninfo') AS conninfo",
  );
  return new RegExp(`port='?${node.replicationLink.port}\\b`).test(row?.conninfo ?? '');
}

/** Whether the upstream still keeps for this standby what it may need. */
async function slotIsGood(slot: string, upstream: LabNode): Promise<boolean> {
  const rows = await upstream.sql(
    `SELECT FROM pg_replication_slots WHERE slot_name = $1 AND wal_status IS DISTINCT FROM 'lost'`,
    [slot],
  );
  return rows.length > 0;
}

/** A slot that has lost its WAL is of no use to the new clone either. */
async function dropSlot(slot: string, upstream: LabNode): Promise<void> {
  // Its walsender may take a moment to notice that the standby is gone: until then this fails.
  await waitUntil(`the slot ${slot} on ${upstream.name} is dropped`, async () => {
    await upstream.sql(
      'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1',
      [slot],
    );
    return true;
  });
}
