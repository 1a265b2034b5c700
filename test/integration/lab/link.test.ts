import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { burst } from '../../../lab/postgres/load.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

let cluster: LabCluster<'pg1' | 's1'>;

beforeAll(async () => {
  cluster = await startCluster({ links: true, nodes: { pg1: {}, s1: { from: 'pg1' } } });
});

afterEach(async () => {
  await cluster.node('pg1').monitorLink.heal();
  await cluster.node('s1').replicationLink.heal();
  await cluster.waitStreaming('s1');
});

afterAll(async () => {
  await cluster.stop();
});

/** A client that goes where a monitor goes. */
const monitor = (name: 'pg1' | 's1', connectionTimeoutMillis = 5_000) =>
  cluster.node(name).client({ port: cluster.node(name).port, connectionTimeoutMillis });

async function receivedLsn(): Promise<string> {
  const [row] = await cluster
    .node('s1')
    .sql<{ lsn: string }>('SELECT pg_last_wal_receive_lsn()::text AS lsn');
  return row?.lsn ?? '';
}

async function currentLsn(): Promise<string> {
  const [row] = await cluster
    .node('pg1')
    .sql<{ lsn: string }>('SELECT pg_current_wal_flush_lsn()::text AS lsn');
  return row?.lsn ?? '';
}

const receiversOfPg1 = async (): Promise<number> =>
  (await cluster.node('pg1').sql('SELECT FROM pg_stat_replication')).length;

describe("a monitor's link", () => {
  it('is another port than the server, and leads to it', async () => {
    const node = cluster.node('pg1');
    expect(node.port).not.toBe(node.serverPort);
    const client = await monitor('pg1');
    const { rows } = await client.query<{ port: number }>('SELECT inet_server_port() AS port');
    expect(rows).toEqual([{ port: node.serverPort }]);
    await client.end();
  });

  it('that is cut resets what is there and refuses what comes', async () => {
    const client = await monitor('pg1');
    const ended = new Promise<string>((resolve) => {
      client.on('error', (error) => {
        resolve(error.message);
      });
    });
    await cluster.node('pg1').monitorLink.cut();
    expect(await ended).toMatch(/ECONNRESET|terminated/);
    await expect(monitor('pg1')).rejects.toThrow(/ECONNREFUSED/);
    expect(await cluster.node('pg1').sql('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await cluster.node('pg1').monitorLink.heal();
    await (await monitor('pg1')).end();
  });

  it('that drops lets no byte through, and goes on where it was when it is healed', async () => {
    const link = cluster.node('pg1').monitorLink;
    const client = await monitor('pg1');
    await link.drop();
    let answered = false;
    const answer = client.query('SELECT 1 AS one').then(({ rows }) => {
      answered = true;
      return rows as unknown;
    });
    await expect(monitor('pg1', 300)).rejects.toThrow(/timeout/);
    const late = monitor('pg1', 20_000);
    expect(answered).toBe(false);
    await link.heal();
    expect(await answer).toEqual([{ one: 1 }]);
    await (await late).end();
    await client.end();
  });

  it('delays in each direction', async () => {
    const client = await monitor('pg1');
    cluster.node('pg1').monitorLink.delay(150);
    const begin = performance.now();
    await client.query('SELECT 1');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(295);
    await client.end();
  });

  it('refuses while the server behind it is down, as the server would', async () => {
    const s1 = cluster.node('s1');
    await s1.kill();
    await expect(monitor('s1')).rejects.toThrow(/ECONNREFUSED/);
    await s1.start();
    await (await monitor('s1')).end();
  });
});

describe('a replication link', () => {
  it('that is cut disconnects the standby until it is healed', async () => {
    const link = cluster.node('s1').replicationLink;
    await link.cut();
    await waitUntil('the primary has lost it', async () => (await receiversOfPg1()) === 0);
    // What had come through may still be read and flushed.
    await waitUntil(
      'it has noticed',
      async () => (await cluster.node('s1').sql('SELECT FROM pg_stat_wal_receiver')).length === 0,
    );
    const before = await receivedLsn();
    await burst(cluster, 2);
    expect(await receivedLsn()).toBe(before);
    await link.heal();
    const target = await currentLsn();
    await waitUntil('it has caught up', async () => {
      const [row] = await cluster
        .node('s1')
        .sql<{ there: boolean }>('SELECT pg_last_wal_receive_lsn() >= $1::pg_lsn AS there', [
          target,
        ]);
      return row?.there;
    });
  });

  it('that drops is noticed by the primary only after wal_sender_timeout', async () => {
    const link = cluster.node('s1').replicationLink;
    await link.drop();
    expect(await receiversOfPg1()).toBe(1);
    await burst(cluster, 1);
    const before = await receivedLsn();
    expect(await receiversOfPg1()).toBe(1);
    await waitUntil('the primary has given it up', async () => (await receiversOfPg1()) === 0);
    expect(await receivedLsn()).toBe(before);
  });
});
