import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { Watch } from './support/watch.js';

describe('a standby that reads an archive, and one that streams and reads it', () => {
  let cluster: LabCluster<'pg1' | 'a1' | 'm1'>;
  let watch: Watch;
  const bounds =
    'thresholds: { clear_for: 0s, lag_for: 0s, lag_time: { warning: 3s, critical: 1h } }';

  beforeEach(async () => {
    cluster = await startCluster({
      archive: true,
      nodes: {
        pg1: {},
        a1: { from: 'pg1', archiveOnly: true },
        m1: { from: 'pg1', restore: true },
      },
    });
    watch = new Watch(cluster, { config: bounds });
    await watch.allWell();
  });

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('waits for whole files, and is not late with one that is still being written', async () => {
    expect(watch.node('a1')?.upstream).toEqual({ kind: 'archive' });
    await burst(cluster, 4);
    await watch.until(() => (watch.node('a1')?.lag?.timeMs ?? 0) > 4000, 'its lag in time grows');
    expect(watch.node('a1')?.lag?.replayBytes).toBeGreaterThan(4 * 1024 ** 2);
    expect(watch.status).toMatch(
      /a1 .*waits for 00000001[0-9A-F]{16}, which is still being written/,
    );
    expect(watch.snapshot.findings).toEqual([]);

    const file = watch.node('a1')?.awaits?.file;
    const [{ end } = { end: '' }] = await cluster.sql<{ end: string }>(
      'SELECT pg_switch_wal()::text AS end',
    );
    await watch.replays('a1', end);
    // Nothing is left but what the primary notes by itself in the next one.
    expect(watch.node('a1')?.lag?.replayBytes).toBeLessThan(64 * 1024);
    expect(watch.node('a1')?.awaits?.file).not.toBe(file);
    // On the border between two files PostgreSQL may call the one before it.
    await cluster.sql("SELECT pg_logical_emit_message(false, 'beyond the border', '')");
    const [{ name } = { name: '' }] = await cluster.sql<{ name: string }>(
      'SELECT pg_walfile_name(pg_current_wal_insert_lsn()) AS name',
    );
    expect(watch.node('a1')?.awaits?.file).toBe(name);
  });

  it('goes on from the archive when its stream ends, and is told of only until then', async () => {
    const { settings } = cluster.node('m1');
    await cluster.node('m1').receiveFrom('host=127.0.0.1 port=1');
    // On 12 it had to be restarted for that, and was down for a moment.
    await watch.finds('standby-disconnected', 'm1', {
      what: /^Standby m1 runs but receives nothing/,
    });
    expect(watch.status).toMatch(/m1 +standby +disconnected .*has missed (nothing yet|[\d.]+ k?B)/);
    await burst(cluster, 1);
    await cluster.sql('SELECT pg_switch_wal()');
    await watch.until(() => watch.node('m1')?.upstream?.kind === 'archive', 'the archive feeds it');
    await watch.allWell();
    expect(watch.status).toMatch(/m1 +standby +archive/);
    await cluster.node('m1').receiveFrom(settings['primary_conninfo'] ?? '');
    await watch.until(() => watch.node('m1')?.senderRow?.state === 'streaming', 'it streams again');
  });

  it('that is restarted without its primary is cut off, whoever has forgotten its past', async () => {
    await cluster.node('pg1').kill();
    await cluster.node('m1').restart();
    const later = new Watch(cluster, { config: bounds });
    try {
      await later.finds('standby-disconnected', 'm1');
      expect(later.node('m1')?.upstream).toMatchObject({ kind: 'disconnected' });
      await later.until(() => later.node('a1')?.upstream?.kind === 'archive', 'a1 has answered');
    } finally {
      await later.stop();
    }
  });
});
