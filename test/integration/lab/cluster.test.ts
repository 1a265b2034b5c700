import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { startLoad } from '../../../lab/postgres/load.js';
import type { Major } from '../../../lab/postgres/majors.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

type Name = 'pg1' | 's1' | 's2' | 's3';

async function senders(node: LabNode): Promise<Record<string, string>> {
  const rows = await node.sql<{ name: string; sync: string }>(
    "SELECT application_name AS name, sync_state AS sync FROM pg_stat_replication WHERE state = 'streaming'",
  );
  return Object.fromEntries(rows.map(({ name, sync }) => [name, sync]));
}

async function replayed(node: LabNode): Promise<bigint> {
  const [row] = await node.sql<{ at: string }>(
    "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::text AS at",
  );
  return BigInt(row?.at ?? -1);
}

async function written(node: LabNode): Promise<bigint> {
  const [row] = await node.sql<{ at: string }>(
    "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::text AS at",
  );
  return BigInt(row?.at ?? -1);
}

describe.each<Major>([18, 12])('a cluster of PostgreSQL %i', (major) => {
  let cluster: LabCluster<Name>;

  beforeAll(async () => {
    cluster = await startCluster({
      major,
      synchronousStandbyNames: 'FIRST 1 (s1, s2)',
      settings: { work_mem: '5MB' },
      nodes: {
        pg1: {},
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1', slot: 'a_slot', settings: { work_mem: '6MB' } },
        s3: { from: 's1' },
      },
    });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it('is what its description says', async () => {
    const { pg1, s1, s2, s3 } = {
      pg1: cluster.node('pg1'),
      s1: cluster.node('s1'),
      s2: cluster.node('s2'),
      s3: cluster.node('s3'),
    };
    const [version] = await pg1.sql<{ number: string }>(
      "SELECT current_setting('server_version_num') AS number",
    );
    expect(Math.floor(Number(version?.number) / 10_000)).toBe(major);
    expect(await senders(pg1)).toEqual({ s1: 'sync', s2: 'potential' });
    expect(await senders(s1)).toEqual({ s3: 'async' });
    expect(await pg1.sql('SELECT slot_name, active FROM pg_replication_slots ORDER BY 1')).toEqual([
      { slot_name: 'a_slot', active: true },
      { slot_name: 's1', active: true },
    ]);
    expect(await s1.sql('SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
    expect(await s2.sql('SHOW work_mem')).toEqual([{ work_mem: '6MB' }]);
    expect(await pg1.isInRecovery()).toBe(false);
    expect(await s3.isInRecovery()).toBe(true);
    expect(await cluster.findPrimary()).toBe(pg1);
  });

  it('has a role for a monitor, and one with nothing', async () => {
    const rows = await cluster.sql(
      `SELECT rolname, rolsuper, pg_has_role(oid, 'pg_monitor', 'usage') AS monitor
         FROM pg_roles WHERE rolname LIKE 'pgrepl%' ORDER BY 1`,
    );
    expect(rows).toEqual([
      { rolname: 'pgrepl_monitor', rolsuper: false, monitor: true },
      { rolname: 'pgrepl_plain', rolsuper: false, monitor: false },
    ]);
  });

  it('carries a write load down the cascade', async () => {
    const load = await startLoad(cluster, { rowsPerSecond: 100 });
    await waitUntil('rows were acknowledged', () => load.acknowledged > 5);
    await load.stop();
    const { lastNumber } = load;
    await waitUntil('they are on s3', async () => {
      const [row] = await cluster
        .node('s3')
        .sql<{ last: string }>('SELECT coalesce(max(number), 0)::text AS last FROM load');
      return Number(row?.last) >= lastNumber;
    });
  });

  it('hands the synchronous role over when a standby is killed, and back', async () => {
    const pg1 = cluster.node('pg1');
    const s1 = cluster.node('s1');
    await s1.kill();
    expect(await s1.isRunning()).toBe(false);
    await waitUntil('s2 has taken over', async () => (await senders(pg1))['s2'] === 'sync');
    await s1.start();
    await waitUntil('s1 is back', async () => (await senders(pg1))['s1'] === 'sync');
    await cluster.waitStreaming('s3');
  });

  it('freezes a whole server: sessions hang, and go on when it is thawed', async () => {
    const s2 = cluster.node('s2');
    const client = await s2.client();
    await s2.freeze();
    expect(s2.isFrozen).toBe(true);
    let answered = false;
    const answer = client.query('SELECT 1 AS one').then(({ rows }) => {
      answered = true;
      return rows as unknown;
    });
    await expect(s2.client({ connectionTimeoutMillis: 300 })).rejects.toThrow(/timeout/);
    expect(answered).toBe(false);
    s2.thaw();
    expect(await answer).toEqual([{ one: 1 }]);
    await client.end();
    await cluster.waitStreaming('s2');
  });

  it('ends a frozen server that is killed', async () => {
    const s3 = cluster.node('s3');
    await s3.freeze();
    await s3.kill();
    expect(await s3.isRunning()).toBe(false);
    await s3.start();
    await cluster.waitStreaming('s3');
  });

  it('pauses and resumes replay', async () => {
    const s2 = cluster.node('s2');
    await s2.pauseReplay();
    const before = await replayed(s2);
    await cluster.sql('CREATE TABLE paused ()');
    await waitUntil('s2 has received more than it replays', async () => {
      const [row] = await s2.sql<{ more: boolean }>(
        'SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn() AS more',
      );
      return row?.more;
    });
    expect(await replayed(s2)).toBe(before);
    await s2.resumeReplay();
    await waitUntil('it has caught up', async () => (await replayed(s2)) > before);
  });

  it('changes the synchronous names, and returns when every sender has read them', async () => {
    const pg1 = cluster.node('pg1');
    const [slow] = await pg1.sql<{ pid: number }>(
      "SELECT pid FROM pg_stat_replication WHERE application_name = 's1'",
    );
    if (slow === undefined) throw new Error('s1 has no sender');
    process.kill(slow.pid, 'SIGSTOP');
    let returned = false;
    const changed = cluster.setSynchronousStandbyNames('').then(() => (returned = true));
    await waitUntil('the other has', async () => (await senders(pg1))['s2'] === 'async');
    expect(returned).toBe(false);
    process.kill(slow.pid, 'SIGCONT');
    await changed;
    expect(await senders(pg1)).toEqual({ s1: 'async', s2: 'async' });
    await cluster.setSynchronousStandbyNames('ANY 1 (s1, s2)');
    expect(await senders(pg1)).toEqual({ s1: 'quorum', s2: 'quorum' });
  });

  // Last: from here on it is another cluster.
  it('promotes, re-points and clones again after the primary is lost', async () => {
    await cluster.setSynchronousStandbyNames('');
    const load = await startLoad(cluster, { rowsPerSecond: 50, sessions: 2 });
    await waitUntil('rows were acknowledged', () => load.acknowledged > 5);
    // What it received and s1 did not would keep it from following: it ends first.
    await cluster.node('s2').stop();
    const at = await written(cluster.node('pg1'));
    await waitUntil('s1 has all that s2 has', async () => {
      return (await replayed(cluster.node('s1'))) >= at;
    });
    await cluster.node('pg1').kill();
    const s1 = cluster.node('s1');
    await s1.promote();
    expect(await cluster.findPrimary()).toBe(s1);
    const before = load.acknowledged;
    await waitUntil('the load goes on at the new primary', () => load.acknowledged > before + 5);
    await load.stop();
    await cluster.node('s2').start();
    await cluster.follow('s2', 's1');
    await cluster.reclone('pg1', 's1');
    await cluster.waitStreaming('s3');
    await cluster.sql('CREATE TABLE afterwards (n int)');
    for (const name of ['pg1', 's2', 's3'] as const) {
      await waitUntil(`${name} has what came afterwards`, async () => {
        const rows = await cluster.node(name).sql("SELECT to_regclass('afterwards') AS there");
        return rows[0]?.['there'] !== null;
      });
    }
    expect(await cluster.node('pg1').isInRecovery()).toBe(true);
  });
});

describe('two clusters', () => {
  it('have different system identifiers, and their nodes the same', async () => {
    const spec = { nodes: { pg1: {}, s1: { from: 'pg1' } } } as const;
    const clusters = await Promise.all([startCluster(spec), startCluster(spec)]);
    try {
      const identifiers = await Promise.all(
        clusters.flatMap(({ nodes }) =>
          nodes.map(async (node) => {
            const [row] = await node.sql('SELECT system_identifier::text FROM pg_control_system()');
            return row?.['system_identifier'];
          }),
        ),
      );
      const [first, second, third, fourth] = identifiers;
      expect(first).toBe(second);
      expect(third).toBe(fourth);
      expect(first).not.toBe(third);
    } finally {
      await Promise.all(clusters.map((cluster) => cluster.stop()));
    }
  });
});
