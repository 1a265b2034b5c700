import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import type { Major } from '../../../lab/postgres/majors.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

let cluster: LabCluster | undefined;

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

describe.each<Major>([18, 11])('standbys of every kind on PostgreSQL %i', (major) => {
  it('feeds one from the archive alone, and hides one with hot_standby off', async () => {
    const started = await startCluster({
      major,
      archive: true,
      nodes: {
        pg1: {},
        cold: { from: 'pg1', hotStandby: false },
        shipped: { from: 'pg1', archiveOnly: true },
        both: { from: 'pg1', restore: true },
      },
    });
    cluster = started;
    await expect(started.node('cold').sql('SELECT 1')).rejects.toMatchObject({ code: '57P03' });
    const names = await started.sql(
      'SELECT application_name AS n FROM pg_stat_replication ORDER BY 1',
    );
    expect(names).toEqual([{ n: 'both' }, { n: 'cold' }]);

    await started.sql('CREATE TABLE archived AS SELECT 42 AS answer');
    await started.sql('SELECT pg_switch_wal()');
    await waitUntil('the archive has it', async () => {
      return (await readdir(started.archiveDirectory)).length > 0;
    });
    await waitUntil('the standby has read it', async () => {
      const [row] = await started.node('shipped').sql("SELECT to_regclass('archived') AS there");
      return row?.['there'] !== null;
    });
    expect(await started.node('shipped').sql('SELECT FROM pg_stat_wal_receiver')).toEqual([]);
  });

  it('delays a standby, and names one as it is told', async () => {
    cluster = await startCluster({
      major,
      nodes: {
        pg1: {},
        late: { from: 'pg1', applyDelay: '1h' },
        odd: { from: 'pg1', applicationName: `<!channel> it's "odd" \\ *` },
      },
    });
    expect(
      await cluster.sql('SELECT application_name AS n FROM pg_stat_replication ORDER BY 1'),
    ).toEqual([{ n: `<!channel> it's "odd" \\ *` }, { n: 'late' }]);
    await cluster.sql('CREATE TABLE later ()');
    const late = cluster.node('late');
    await waitUntil('the late one has received more than it replays', async () => {
      const [row] = await late.sql<{ more: boolean }>(
        'SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn() AS more',
      );
      return row?.more;
    });
    expect(await late.sql("SELECT to_regclass('later') AS there")).toEqual([{ there: null }]);
  });

  it('takes settings that a copy of the template would refuse', async () => {
    cluster = await startCluster({
      major,
      settings: { max_connections: '25' },
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 's1' } },
    });
    for (const node of cluster.nodes) {
      expect(await node.sql('SHOW max_connections')).toEqual([{ max_connections: '25' }]);
    }
  });
});

describe('a description that makes no sense', () => {
  it.each([
    ['no primary', { a: { from: 'b' }, b: { from: 'a' } }, /exactly one/],
    ['two primaries', { a: {}, b: {} }, /exactly one/],
    ['an upstream that is nobody', { a: {}, b: { from: 'c' } }, /nothing leads/],
  ])('is refused: %s', async (_, nodes, message) => {
    await expect(startCluster({ nodes })).rejects.toThrow(message);
  });
});
