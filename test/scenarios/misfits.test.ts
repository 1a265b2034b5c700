import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { burst, startLoad } from '../../lab/postgres/load.js';
import { defaultMajor } from '../../lab/postgres/majors.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { whatIf } from '../../src/replication/whatif/what-if.js';
import { Watch } from './support/watch.js';

const major = defaultMajor();

/** One cluster, one trouble after the other: each is told, and is over when it is mended. */
describe('a cluster with an archive on both sides and a standby that replays late', () => {
  let cluster: LabCluster<'pg1' | 's1' | 'd1' | 'x1'>;
  let watch: Watch;

  beforeAll(async () => {
    cluster = await startCluster({
      archive: true,
      settings: { max_standby_streaming_delay: '-1' },
      synchronousStandbyNames: 'FIRST 1 (s1)',
      nodes: {
        pg1: {},
        s1: {
          from: 'pg1',
          settings: { archive_mode: 'always', archive_command: 'cp "%p" /dev/null' },
        },
        d1: { from: 'pg1', applyDelay: '2s' },
        x1: { from: 'pg1', applicationName: 's1' },
      },
    });
    await cluster.node('x1').stop();
    await waitUntil('pg1 has let go of x1', async () => {
      const rows = await cluster.sql('SELECT FROM pg_stat_replication');
      return rows.length === 2;
    });
    watch = new Watch(cluster, {
      nodes: ['pg1', 's1', 'd1'],
      config:
        'thresholds: { clear_for: 0s, lag_for: 0s, lag_time: { warning: 3s, critical: 1h }, archive_for: 0s, conflicts: 1, conflicts_within: 1s, paused_bytes: 1GB }',
    });
  });

  afterAll(async () => {
    await watch.stop();
    await cluster.stop();
  });

  const kinds = (): readonly string[] => watch.snapshot.findings.map(({ kind }) => kind);

  it('archives on both, and neither the delay nor the second archive is a trouble', async () => {
    await watch.allWell();
    const from = watch.states.get('s1')?.state.archiver?.archivedCount ?? 0;
    await burst(cluster, 1);
    await cluster.sql('SELECT pg_switch_wal()');
    await burst(cluster, 1);
    await watch.until(
      () => (watch.states.get('s1')?.state.archiver?.archivedCount ?? 0) > from,
      's1 archives',
    );
    // What is late is the commits: replay waits before each of them.
    const load = await startLoad(cluster);
    await watch.until(() => (watch.node('d1')?.lag?.timeMs ?? 0) > 1000, 'd1 replays late');
    await load.stop();
    expect(watch.status).toMatch(/s1 +sync +streaming/);
    expect(watch.status).toMatch(/d1 .*delayed on purpose by 2 s/);
    expect(watch.incidents).toEqual([]);
  });

  it('archiving fails: commits go on, files wait, and it is over with the next success', async () => {
    const { settings } = cluster.node('pg1');
    await cluster.node('pg1').configure({ archive_command: 'false' });
    await cluster.sql('SELECT pg_switch_wal()');
    await burst(cluster, 1);
    const { severity } = await watch.finds('archiver-failing', 'pg1', {
      what: 'the last file was archived at',
      consequence: /^[1-9]\d* WAL files? \(.+\) waits? for the archive\..*Commits go on\.$/,
    });
    expect(severity).toBe('warning');
    await cluster.sql('CREATE TABLE kept (n int)');
    expect(kinds()).toEqual(['archiver-failing']);
    await cluster.node('pg1').configure({ archive_command: settings['archive_command'] ?? '' });
    // Up to 13 the archiver sleeps for a minute after three failures; a new file wakes it.
    await burst(cluster, 1);
    await cluster.sql('SELECT pg_switch_wal()');
    await watch.allWell();
  });

  it('a query on a standby holds replay up, is named as the cause of the lag, and is cancelled', async () => {
    const s1 = cluster.node('s1');
    await cluster.sql('CREATE TABLE busy (n int)');
    const [held, cancelled] = [await s1.client(), await s1.client()];
    // Replay on s1 has to remove rows that the reader still sees.
    const standInTheWay = async (reader: pg.Client): Promise<void> => {
      await cluster.sql('INSERT INTO busy SELECT generate_series(1, 1000)');
      await waitUntil('s1 has the rows', async () => (await s1.sql('TABLE busy')).length === 1000);
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await reader.query('SELECT count(*) FROM busy');
      await cluster.sql('DELETE FROM busy');
      await cluster.sql('VACUUM busy');
    };
    try {
      await standInTheWay(held);
      // Before 13 nothing shows what replay waits for.
      const shown = major >= 13;
      await watch.finds(
        'replication-lag',
        's1',
        shown
          ? {
              what: /replay waits for queries there to end \(`RecoveryConflict\w+`\)/,
              next: 'End the long queries on s1',
            }
          : {},
      );
      await watch.until(
        () => !shown || /s1 .*mostly replaying \(waits for a query\)/.test(watch.status),
        'the status names the cause',
      );
      await held.query('COMMIT');
      await watch.allWell();

      await s1.configure({ max_standby_streaming_delay: '100ms' });
      await waitUntil('s1 waits for readers no more', async () => {
        const [row] = await s1.sql('SHOW max_standby_streaming_delay');
        return row?.['max_standby_streaming_delay'] === '100ms';
      });
      await standInTheWay(cancelled);
      const { consequence } = await watch.finds('recovery-conflicts', 's1', {
        what: /^Replay on s1 has cancelled 1 query within the last 1 s: 1 for /,
      });
      expect(consequence).toContain('the data there is right');
    } finally {
      await Promise.all([held.end(), cancelled.end()]);
    }
    await watch.allWell();
  });

  it('a standby that replays late is later than it is told', async () => {
    const d1 = cluster.node('d1');
    await d1.pauseReplay();
    await burst(cluster, 1);
    const { what } = await watch.finds('replay-delayed', 'd1');
    expect(what).toMatch(
      /more than its `recovery_min_apply_delay` of 2 s, because replay is paused/,
    );
    expect(kinds()).toEqual(['replay-delayed']);
    await d1.resumeReplay();
    await watch.allWell();
  });

  it('a second standby takes the name that commits wait for', async () => {
    await cluster.node('x1').start();
    const { what, consequence } = await watch.finds('duplicate-application-name', 'pg1/s1');
    expect(what).toMatch(/^2 connections to pg1 go by the `application_name` s1/);
    expect(consequence).toContain('which of them a commit waits for is left to chance');
    await cluster.node('x1').stop();
    await watch.allWell();
  });

  it('the primary is given more connections than its standbys have', async () => {
    await cluster.node('pg1').configure({ max_connections: '60' });
    await cluster.node('pg1').restart();
    const { what } = await watch.finds('settings-too-low', 's1');
    expect(what).toContain('`max_connections` 40 (pg1 has 60)');
    const held = await watch.until(
      () =>
        watch.snapshot.findings.find(
          ({ kind, consequence }) =>
            kind === 'settings-too-low' &&
            /has paused its replay for that|does not start as a standby like that/.test(
              consequence,
            ),
        ),
      'a standby is held by it',
    );
    expect(held.consequence).toContain(major >= 14 ? 'paused' : 'does not start');
    expect(held.next).toContain('restart');
    if (major >= 14) {
      await watch.until(() => watch.node('d1')?.replay?.paused === true, 'd1 is held');
      const { topology } = watch.snapshot;
      expect(
        topology === null ? null : whatIf(topology, { down: [], promoted: 'd1' }).promotion?.replay,
      ).toBe('held');
      // That stops the server, as it is foretold.
      await cluster
        .node('d1')
        .sql('SELECT pg_promote()')
        .catch(() => undefined);
      await watch.finds('standby-disconnected', 'd1', { what: 'is down' });
    }
    for (const node of [cluster.node('s1'), cluster.node('d1')]) {
      await node.configure({ max_connections: '60' });
      await node.stop();
      await node.start();
    }
    await watch.allWell();
  });
});
