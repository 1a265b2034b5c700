import { expect, it } from 'vitest';
import { startCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { formatLsn, parseLsn } from '../../src/replication/lsn.js';
import { Watch } from './support/watch.js';

it('a standby that has more than the one that was promoted has gone another way', async () => {
  const cluster = await startCluster({
    nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
  });
  const watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
  try {
    await watch.allWell();
    await cluster.node('s1').configure({ primary_conninfo: 'host=127.0.0.1 port=1' });
    if (cluster.node('s1').major === 12) await cluster.node('s1').restart();
    await watch.finds('standby-disconnected', 's1');
    await burst(cluster, 8);
    const [written] = await cluster.sql<{ at: string }>('SELECT pg_current_wal_lsn() AS at');
    const end = parseLsn(written?.at ?? '') ?? expect.fail();
    // What nobody has seen it receive before the primary was lost can't be told to be of its timeline.
    await watch.until(
      () => (watch.node('s2')?.provenWal?.lsn ?? 0n) >= end,
      's2 is seen to have it',
    );
    await cluster.node('pg1').kill();
    await watch.finds('primary-unreachable');
    await cluster.node('s1').promote();

    const { what, consequence } = await watch.finds('timeline-diverged', 's2');
    expect(what).toMatch(
      /^Standby s2 has gone another way than s1: it has replayed timeline 1 up to/,
    );
    expect(consequence).toMatch(
      /at least (7\.\d|8(\.\d)?) MB of WAL that it has exists nowhere on s1/,
    );
    const incident = watch.snapshot.incidents.find(({ findings }) =>
      findings.some(({ kind }) => kind === 'timeline-diverged'),
    );
    expect(incident?.findings.map(({ kind }) => kind)).toContain('standby-disconnected');

    // The server says itself where the timelines part: it lies between the bounds.
    const fork = watch.snapshot.topology?.fork;
    const [history] = await cluster
      .node('s1')
      .sql<{ text: string }>("SELECT pg_read_file('pg_wal/00000002.history') AS text");
    const [, lsn = ''] = /^1\t([0-9A-F]+\/[0-9A-F]+)/m.exec(history?.text ?? '') ?? [];
    const [order] = await cluster
      .node('s1')
      .sql<{ inside: boolean }>(
        'SELECT $1::pg_lsn <= $2::pg_lsn AND $2::pg_lsn <= $3::pg_lsn AS inside',
        [
          formatLsn(fork?.notBefore ?? expect.fail()),
          lsn,
          formatLsn(fork?.notAfter ?? expect.fail()),
        ],
      );
    expect(order?.inside).toBe(true);

    await cluster.reclone('s2', 's1');
    await watch.until(
      () => !watch.snapshot.findings.some(({ subject }) => subject === 's2'),
      's2 follows s1',
    );
  } finally {
    await watch.stop();
    await cluster.stop();
  }
});
