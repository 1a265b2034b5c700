import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { Watch } from './support/watch.js';

describe('a primary that keeps 32 MB for each slot, and nothing else', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let watch: Watch;

  beforeEach(async () => {
    cluster = await startCluster({
      settings: { wal_keep_size: '0', max_slot_wal_keep_size: '32MB', max_wal_size: '64MB' },
      nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1' } },
    });
    watch = new Watch(cluster, {
      config:
        'thresholds: { clear_for: 0s, lag_for: 0s, slot_inactive_for: 0s, slot_retained: { warning: 16MB, critical: 1GB } }',
    });
    await watch.allWell();
  });

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('tells of a slot that nobody reads until it is dropped, and of one never used not at all', async () => {
    await cluster.sql("SELECT pg_create_physical_replication_slot('unused')");
    await cluster.sql("SELECT pg_create_physical_replication_slot('old', true)");
    const { what, consequence } = await watch.finds('slot-inactive', 'pg1/old');
    expect(what).toMatch(/^Slot old on pg1 has had no reader since .* and keeps \d/);
    expect(consequence).toContain('it loses what it keeps (`max_slot_wal_keep_size`)');
    expect(watch.status).toMatch(/pg1 +old +physical +inactive/);
    expect(watch.snapshot.findings).toHaveLength(1);
    await cluster.sql("SELECT pg_drop_replication_slot('old')");
    await watch.allWell();
    expect(watch.incidents).toHaveLength(1);
  });

  it('loses both standbys for good: one with its slot, one that had none', async () => {
    await cluster.node('s1').kill();
    await watch.finds('standby-disconnected', 's1');
    await burst(cluster, 24);
    const retaining = await watch.finds('slot-retaining', 'pg1/s1');
    expect(retaining.what).toContain('nobody reads from it');
    expect(watch.snapshot.incidents).toHaveLength(1);
    expect(watch.snapshot.findings.map(({ kind }) => kind)).not.toContain('slot-inactive');

    await cluster.node('s2').kill();
    await burst(cluster, 64);
    await cluster.sql('CHECKPOINT');
    const lost = await watch.finds('standby-cannot-catch-up', 's1');
    expect(lost.what).toContain('its slot s1 on pg1 has lost the WAL that it needs');
    const removed = await watch.finds('standby-cannot-catch-up', 's2');
    expect(removed.what).toContain('pg1 has removed the WAL that it needs');
    expect(removed.consequence).toContain('what the primary has acknowledged is not at risk');
    // They don't find it when they are back either, which is when others notice.
    await cluster.node('s1').start();
    await cluster.node('s2').start();
    await watch.until(() => watch.node('s2')?.reach.kind === 'answers', 's2 answers');
    await watch.finds('standby-cannot-catch-up', 's2');
    expect(watch.status).toContain('Commits wait for no standby');
    expect(watch.snapshot.incidents.every(({ severity }) => severity === 'critical')).toBe(true);

    await cluster.sql("SELECT pg_drop_replication_slot('s1')");
    await cluster.reclone('s1', 'pg1');
    await cluster.reclone('s2', 'pg1');
    await watch.allWell();
  });
});
