import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { Watch } from './support/watch.js';

describe('lag of an asynchronous standby', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let watch: Watch;

  beforeEach(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } });
    watch = new Watch(cluster, {
      config:
        'thresholds: { lag_bytes: { warning: 4MB, critical: 1GB }, lag_for: 0s, lag_time: { warning: 3s, critical: 1h }, paused_bytes: 1kB, paused_for: 0s, clear_for: 0s }',
    });
    await watch.allWell();
  });

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('does not grow while the primary rests, however long that is', async () => {
    const seen: number[] = [];
    const from = watch.snapshot.topology?.at ?? 0;
    await watch.until(() => {
      const { timeMs } = watch.node('s1')?.lag ?? {};
      if (typeof timeMs === 'number') seen.push(timeMs);
      return (watch.snapshot.topology?.at ?? 0) > from + 6000;
    }, 'six seconds of rest');
    // The primary's own snapshots of running transactions are WAL too: one poll's worth is allowed.
    expect(Math.max(...seen)).toBeLessThan(1500);
    expect(seen).toContain(0);
    expect(watch.incidents).toEqual([]);
  });

  it('replay is paused under writes: the pause is named, and the lag belongs to it', async () => {
    await cluster.node('s1').pauseReplay();
    await burst(cluster, 8);
    await watch.finds('replay-paused', 's1', { what: 'paused' });
    const lag = await watch.finds('replication-lag', 's1');
    expect(lag.severity).toBe('warning');
    expect(watch.incidents).toHaveLength(1);
    expect(watch.node('s1')?.lag?.replayBytes).toBeGreaterThan(4 * 1024 ** 2);
    await watch.until(() => (watch.node('s1')?.lag?.timeMs ?? 0) > 3000, 'lag in time grows');
    await watch.until(() => watch.node('s2')?.lag?.replayBytes === 0, 's2 is not behind');
    await cluster.node('s1').resumeReplay();
    await watch.allWell();
    // What is left of it may be no trouble any more.
    await watch.allCaughtUp();
  });

  it('a standby whose receiver died while it was caught up is not fine', async () => {
    await cluster.node('s1').receiveFrom('host=127.0.0.1 port=1');
    await watch.finds('standby-disconnected', 's1');
    expect(watch.node('s1')?.upstream).toMatchObject({ kind: 'disconnected', last: 'pg1' });
    expect(watch.node('s1')?.lag?.replayBytes).toBeLessThan(64 * 1024);
  });
});
