import { describe, expect, it } from 'vitest';
import { startCluster } from '../../lab/postgres/cluster.js';
import { ensureMajor, type Major } from '../../lab/postgres/majors.js';
import { Watch } from './support/watch.js';

/** From 14 on a cold standby says that it is one; before, it says what a starting server says. */
const chosen: readonly Major[] = [18, 12];

describe.each(chosen)('a cold standby of PostgreSQL %i', (major) => {
  it('is never called down while it runs, and is when it is', { timeout: 120_000 }, async () => {
    await ensureMajor(major);
    const cluster = await startCluster({
      major,
      nodes: { pg1: {}, s1: { from: 'pg1' }, c1: { from: 'pg1', hotStandby: false } },
    });
    const watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    const isTold = () => watch.snapshot.findings.some(({ subject }) => subject === 'c1');
    try {
      await watch.allWell();
      expect(watch.incidents).toEqual([]);
      await watch.allCaughtUp();
      expect(watch.status).toMatch(/c1 +async +streaming +0 B +0 s +cold, cannot be queried/);

      const killedAt = Date.now();
      await cluster.node('c1').kill();
      const down = await watch.finds('standby-disconnected', 'c1', {
        what: /^Standby c1 is down since/,
      });
      expect(down.since).toBeGreaterThanOrEqual(killedAt - 1000);
      expect(watch.node('c1')?.role).toBe('standby');
      await cluster.node('c1').start();
      // Up to 13 only its upstream, which shows it streaming, tells it from one that starts up.
      await watch.until(() => watch.node('c1')?.reach.kind === 'cold', 'c1 is known to be cold');
      await watch.allWell();

      await cluster.node('pg1').kill();
      await watch.finds('primary-unreachable', undefined, { consequence: 's1 has received most' });
      expect(watch.node('c1')?.reach.kind).toBe('cold');
      expect(watch.status).toMatch(
        /c1 +standby +\? +\? +\? +cold, cannot be queried, last seen at/,
      );
      expect(isTold()).toBe(false);
      await cluster.node('pg1').start();
      await watch.allWell();
    } finally {
      await watch.stop();
      await cluster.stop();
    }
  });
});
