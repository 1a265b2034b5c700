import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { parseLsn, type Lsn } from '../../src/replication/lsn.js';
import { Watch } from './support/watch.js';

describe('two standbys of a lost primary, one that was before the fork and one beyond it', () => {
  let cluster: LabCluster<'pg1' | 's1' | 'beyond' | 'before'>;
  let watch: Watch;

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: { pg1: {}, s1: { from: 'pg1' }, beyond: { from: 'pg1' }, before: { from: 'pg1' } },
    });
    watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    await watch.allWell();
  });

  afterAll(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('what is said of each is what the promoted server says when they ask it for WAL', async () => {
    const [pg1, s1] = [cluster.node('pg1'), cluster.node('s1')];
    await cluster.node('before').stop();
    await s1.promote();
    // The old primary writes on, and only one standby is there to receive it.
    await pg1.sql("SELECT pg_logical_emit_message(true, 'alone', repeat('x', 1048576))");
    const [{ lsn } = { lsn: '' }] = await pg1.sql<{ lsn: string }>(
      'SELECT pg_current_wal_lsn()::text AS lsn',
    );
    await waitUntil('one standby has gone beyond', async () => {
      const rows = await cluster
        .node('beyond')
        .sql('SELECT FROM pg_last_wal_replay_lsn() AS at WHERE at >= $1::pg_lsn', [lsn]);
      return rows.length > 0;
    });
    const beyond = parseLsn(lsn) ?? 0n;
    await watch.until(
      () => (watch.node('beyond')?.provenWal?.lsn ?? 0n) >= beyond,
      'pgrepl has seen it there',
    );
    await pg1.kill();
    await cluster.node('before').start();
    for (const name of ['beyond', 'before'] as const) {
      const conninfo = cluster.node(name).settings['primary_conninfo'] ?? '';
      await cluster.node(name).receiveFrom(conninfo.replace(/port=\d+/, `port=${s1.serverPort}`));
    }

    const diverged = await watch.finds('timeline-diverged', 'beyond');
    expect(diverged.what).toContain('has gone another way than s1');
    await watch.until(() => watch.node('before')?.timeline === 2, 'the other one follows');
    await cluster.waitStreaming('before', 's1');
    expect(
      watch.snapshot.findings.map(({ kind, subject }) => `${kind} ${subject ?? ''}`),
    ).not.toContain('timeline-diverged before');
    // PostgreSQL's own words, from the standby that refuses to follow.
    await waitUntil('the standby says that it can not follow', async () =>
      /forked off current database system timeline 1 before current recovery point/.test(
        await cluster.node('beyond').logTail(200),
      ),
    );

    const fork = forkOf(await historyOf(s1));
    const { fork: ours } = watch.snapshot.topology ?? {};
    expect(ours?.timeline).toBe(2);
    expect((ours?.notBefore ?? 0n) <= fork && fork <= (ours?.notAfter ?? 0n)).toBe(true);
  });
});

/** The timeline's history file: the parent, where it was left, and why. */
async function historyOf(node: LabCluster['firstPrimary']): Promise<string> {
  const [row] = await node.sql<{ text: string }>(
    "SELECT pg_read_file('pg_wal/00000002.history') AS text",
  );
  return row?.text ?? '';
}

function forkOf(history: string): Lsn {
  const [, text = ''] = /^1\t(\S+)\t/m.exec(history) ?? [];
  const lsn = parseLsn(text);
  if (lsn === undefined) throw new Error(`no fork in ${history}`);
  return lsn;
}
