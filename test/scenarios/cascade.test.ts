import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { Watch } from './support/watch.js';

describe('a cascade three deep', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2' | 's3'>;
  let watch: Watch;

  beforeEach(async () => {
    cluster = await startCluster({
      links: true,
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 's1', slot: true }, s3: { from: 's2' } },
    });
    watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s, lag_for: 0s }' });
    await watch.allWell();
  });

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('is drawn as it is, with the lag of each hop', async () => {
    await watch.allCaughtUp();
    const tree = watch.status.split('\n').slice(1, 5);
    expect(tree[0]).toMatch(/^pg1 +primary +0\/[0-9A-F]+$/);
    expect(tree[1]).toMatch(/^└─ s1 +async +streaming +0 B +0 s$/);
    expect(tree[2]).toMatch(/^ {3}└─ s2 +async +streaming +0 B +0 s +slot s2, 0 B behind s1$/);
    expect(tree[3]).toMatch(/^ {6}└─ s3 +async +streaming +0 B +0 s +0 B behind s2$/);

    await cluster.node('s2').pauseReplay();
    await burst(cluster, 4);
    await watch.until(() => (watch.node('s2')?.lag?.hopBytes ?? 0) > 4_000_000, 's2 is behind');
    // It hands on what it has received, whether or not it has replayed that itself.
    await watch.until(() => watch.node('s3')?.lag?.replayBytes === 0, 's3 is not');
    await cluster.node('s2').resumeReplay();
    await watch.until(() => watch.node('s2')?.lag?.replayBytes === 0, 's2 has caught up');
  });

  it('loses its middle: one incident, and who looks well below is told of too', async () => {
    await cluster.node('s1').kill();
    await watch.finds('standby-disconnected', 's1', { what: 'Standby s1 is down' });
    await watch.finds('standby-disconnected', 's2', {
      consequence: 's3, fed from s2, gets nothing new either.',
      next: /^Bring s1 back, or point `primary_conninfo` of s2/,
    });
    expect(watch.node('s3')?.upstream).toMatchObject({ kind: 'node', node: 's2' });
    expect(watch.snapshot.incidents).toHaveLength(1);

    await burst(cluster, 1);
    await watch.until(() => (watch.node('s3')?.lag?.replayBytes ?? 0) > 1_000_000, 's3 is behind');
    expect(watch.status).toMatch(/s2 +standby +disconnected .*has missed 1(\.\d)? MB/);
    await cluster.node('s1').start();
    await watch.allWell();
    expect(watch.incidents).toHaveLength(1);
  });

  it('whose middle can’t be reached by pgrepl alone is whole: its neighbours testify', async () => {
    await cluster.node('s2').monitorLink.cut();
    await watch.finds('node-unreachable', 's2', {
      what: 'its upstream s1 still shows it streaming',
    });
    expect(watch.snapshot.findings).toHaveLength(1);
    await cluster.node('s1').monitorLink.cut();
    await watch.finds('node-unreachable', 's1');
    // Now nobody can speak for s2 but s3, which still receives from it.
    await watch.finds('standby-disconnected', 's2', {
      what: 'but runs, for s3 still receives from it',
    });
    expect(watch.status).toMatch(/s2 +standby +silent +\? +\?/);
    await cluster.node('s1').monitorLink.heal();
    await cluster.node('s2').monitorLink.heal();
    await watch.allWell();
  });
});
