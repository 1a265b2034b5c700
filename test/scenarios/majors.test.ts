import { describe, expect, it } from 'vitest';
import { startCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { ensureMajor, majors, type Major } from '../../lab/postgres/majors.js';
import { Watch } from './support/watch.js';

/**
 * The oldest, whose receivers show no address, and the first whose recovery settings are shown; all
 * of them where `npm run test:versions` asks for it.
 */
const chosen: readonly Major[] = process.env['PGREPL_CORE_MAJORS'] === 'all' ? majors : [10, 12];

describe.each(chosen)('the core story on PostgreSQL %i', (major) => {
  it('is the same as on the newest', { timeout: 120_000 }, async () => {
    await ensureMajor(major);
    const cluster = await startCluster({
      major,
      synchronousStandbyNames: 'FIRST 1 (s1, s2)',
      nodes: {
        pg1: {},
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1' },
        s3: { from: 's1' },
      },
    });
    const watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    try {
      await watch.allWell();
      await watch.allCaughtUp();
      expect(watch.status).toContain(`PostgreSQL ${major}.`);
      expect(watch.status).toMatch(/├─ s1 +sync +streaming +0 B +0 s +slot s1/);
      expect(watch.status).toMatch(/│ {2}└─ s3 +async +streaming +0 B +0 s +0 B behind s1/);
      expect(watch.status).toMatch(/└─ s2 +potential +streaming +0 B +0 s/);

      await cluster.node('s1').kill();
      await watch.finds('sync-redundancy-reduced', undefined, { what: 's2 took over' });
      await watch.finds('standby-disconnected', 's3');
      await burst(cluster, 1);
      await cluster.node('s2').kill();
      const hang = await watch.finds('commits-hang');
      expect(hang.severity).toBe('critical');
      expect(watch.snapshot.incidents).toHaveLength(1);
      await cluster.node('s2').start();
      await cluster.node('s1').start();
      await watch.allWell();

      await cluster.setSynchronousStandbyNames('');
      await watch.finds('silently-asynchronous');
      await cluster.setSynchronousStandbyNames('FIRST 1 (s1, s2)');
      await watch.allWell();

      await cluster.node('pg1').kill();
      await watch.finds('primary-unreachable', undefined, {
        what: 'None of the 2 standbys that it fed',
      });
      await cluster.node('s1').promote();
      await watch.finds('role-changed', 's1');
      expect(watch.snapshot.topology?.primary).toEqual({ kind: 'one', node: 's1', timeline: 2 });
      await watch.until(() => {
        const s3 = watch.node('s3');
        return s3?.timeline === 2 && s3.upstream?.kind === 'node' && s3.upstream.node === 's1';
      }, 's3 follows');
    } finally {
      await watch.stop();
      await cluster.stop();
    }
  });
});
