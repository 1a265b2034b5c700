import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { defaultMajor } from '../../lab/postgres/majors.js';
import { keptFor } from '../../src/replication/whatif/kept-wal.js';
import type { KeptWal } from '../../src/replication/whatif/model.js';
import { Watch } from './support/watch.js';

/** From 13 on what a slot keeps can be bounded, and it is lost beyond that. */
const isBounded = defaultMajor() >= 13;

describe('a primary that keeps WAL for slots alone, and from 13 on 32 MB of it', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let watch: Watch;

  beforeEach(async () => {
    cluster = await startCluster({
      settings: {
        max_wal_size: '64MB',
        ...(isBounded
          ? { wal_keep_size: '0', max_slot_wal_keep_size: '32MB' }
          : { wal_keep_segments: '0' }),
      },
      nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1' } },
    });
  });

  const look = async (...nodes: readonly string[]): Promise<void> => {
    watch = new Watch(cluster, {
      nodes,
      config:
        'thresholds: { clear_for: 0s, lag_for: 0s, slot_inactive_for: 0s, slot_retained: { warning: 16MB, critical: 1GB } }',
    });
    await watch.allWell();
  };

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  /** What whatif says that pg1 keeps for a standby. */
  const kept = (node: string): KeptWal['how'] | undefined => {
    const { topology } = watch.snapshot;
    return topology === null ? undefined : keptFor(topology, [node])[0]?.how;
  };

  it('tells of a slot that nobody reads until it is dropped, and of one never used not at all', async () => {
    await look('pg1', 's1', 's2');
    await cluster.sql("SELECT pg_create_physical_replication_slot('unused')");
    await cluster.sql("SELECT pg_create_physical_replication_slot('old', true)");
    const { what, consequence } = await watch.finds('slot-inactive', 'pg1/old');
    expect(what).toMatch(/^Slot old on pg1 has had no reader since .* and keeps \d/);
    expect(consequence).toContain(
      isBounded ? 'it loses what it keeps (`max_slot_wal_keep_size`)' : 'Nothing bounds it',
    );
    expect(watch.status).toMatch(/pg1 +old +physical +inactive/);
    expect(watch.snapshot.findings).toHaveLength(1);
    await cluster.sql("SELECT pg_drop_replication_slot('old')");
    await watch.allWell();
    expect(watch.incidents).toHaveLength(1);
  });

  it('loses a standby for good that had no slot and no archive', async () => {
    await look('pg1', 's1', 's2');
    await cluster.node('s2').kill();
    await watch.finds('standby-disconnected', 's2');
    // In parts that s1 follows: a checkpoint in the middle would take its slot the WAL.
    for (let part = 0; part < 8; part += 1) {
      await burst(cluster, 16);
      await watch.refresh();
      await watch.until(() => watch.node('s1')?.lag?.receiveBytes === 0, 's1 follows');
    }
    // Only what no slot held before the checkpoint either is known to be removed by it.
    await watch.until(() => {
      const [slot] = watch.node('pg1')?.slots ?? [];
      return (slot?.retainedBytes ?? Number.POSITIVE_INFINITY) < 1024 ** 2;
    }, 's1 has it all');
    await cluster.sql('CHECKPOINT');
    // What the slot held at the look before is not taken for removed: a second one tells of all of it.
    await watch.refresh();
    await watch.refresh();
    await cluster.sql('CHECKPOINT');
    const { what, consequence } = await watch.finds('standby-cannot-catch-up', 's2');
    expect(what).toContain('pg1 has removed the WAL that it needs');
    expect(consequence).toContain('what the primary has acknowledged is not at risk');
    // It does not find it when it is back either, which is when others notice.
    await cluster.node('s2').start();
    await watch.until(() => watch.node('s2')?.reach.kind === 'answers', 's2 answers');
    await watch.finds('standby-cannot-catch-up', 's2');
    expect(watch.status).toContain('Commits wait for no standby');
    expect(watch.snapshot.incidents.map(({ severity }) => severity)).toEqual(['critical']);
    await cluster.reclone('s2', 'pg1');
    await watch.allWell();
  });

  if (defaultMajor() >= 18) {
    it('gives up the slot of a standby that is gone for too long, and says so before', async () => {
      await look('pg1', 's1');
      const pg1 = cluster.node('pg1');
      await pg1.alterSystem('idle_replication_slot_timeout', '1h');
      await watch.until(() => watch.node('pg1')?.settings?.idleSlotTimeoutMs === 3_600_000, 'set');
      expect(kept('s1')).toMatchObject({ kind: 'slot', idle: { leftMs: 3_600_000 } });
      await cluster.node('s1').kill();
      await watch.finds('standby-disconnected', 's1', {
        consequence:
          /once nobody has read from it for 1 h \(`idle_replication_slot_timeout`\), in (59 min|1 h)/,
      });
      await pg1.alterSystem('idle_replication_slot_timeout', '1s');
      await watch.until(() => {
        const how = kept('s1');
        return how?.kind === 'slot' && how.idle?.leftMs === 0;
      }, 'its time is over');
      expect(watch.node('pg1')?.slots).toMatchObject([{ name: 's1', invalidationReason: null }]);
      await cluster.sql('CHECKPOINT');
      const lost = await watch.finds('slot-lost', 'pg1/s1');
      expect(lost.what).toContain('nobody had read from it for `idle_replication_slot_timeout`');
      expect(kept('s1')).toMatchObject({
        kind: 'no-slot',
        givenUp: { slot: 's1', reason: 'idle_timeout' },
        walKeepBytes: 0,
      });
      await cluster.sql("SELECT pg_drop_replication_slot('s1')");
      await cluster.sql("SELECT pg_create_physical_replication_slot('s1', true)");
      await cluster.node('s1').start();
      await watch.allWell();
    });
  }

  it('keeps WAL for a standby that is gone, as long as it may', async () => {
    // s2 has no slot, and on a busy machine all this may leave it behind for good.
    await look('pg1', 's1');
    await cluster.node('s1').kill();
    await watch.finds('standby-disconnected', 's1');
    await burst(cluster, 24);
    const retaining = await watch.finds('slot-retaining', 'pg1/s1');
    expect(retaining.what).toContain('nobody reads from it');
    expect(watch.snapshot.incidents).toHaveLength(1);
    expect(watch.snapshot.findings.map(({ kind }) => kind)).not.toContain('slot-inactive');
    if (isBounded) {
      await burst(cluster, 64);
      await cluster.sql('CHECKPOINT');
      await watch.finds('standby-cannot-catch-up', 's1', {
        what: 'its slot s1 on pg1 has lost the WAL that it needs',
      });
      expect(watch.snapshot.incidents).toHaveLength(1);
      await cluster.sql("SELECT pg_drop_replication_slot('s1')");
      await cluster.reclone('s1', 'pg1');
    } else {
      expect(retaining.consequence).toContain('Nothing bounds it');
      await cluster.node('s1').start();
    }
    await watch.allWell();
  });
});
