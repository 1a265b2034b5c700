import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { tryCommit } from './support/commit.js';
import { Watch } from './support/watch.js';

describe('one primary and two standbys, asynchronous at first and then synchronous by one name', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let watch: Watch;

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
    });
    watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    await watch.allWell();
    await watch.allCaughtUp();
  });

  afterAll(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('asynchronous: a standby that leaves is told of, and comes back', async () => {
    expect(watch.status).toMatch(/├─ s1 +async +streaming +0 B +0 s/);
    expect(watch.status).toContain(
      'Commits wait for no standby: `synchronous_standby_names` is empty, so losing the primary can lose its newest transactions.',
    );
    await cluster.node('s2').stop();
    const gone = await watch.finds('standby-disconnected', 's2');
    expect(gone.severity).toBe('warning');
    expect((await tryCommit(cluster.node('pg1'))).outcome).toBe('returns');
    await cluster.node('s2').start();
    await watch.allWell();
    await watch.allCaughtUp();
    expect(watch.incidents.map(({ state }) => state)).toEqual(['resolved']);
  });

  it('becomes synchronous by a name: what commits wait for has changed, until that is accepted', async () => {
    await cluster.setSynchronousStandbyNames('s1');
    await watch.until(() => watch.node('s1')?.syncState === 'sync', 's1 is synchronous');
    expect(watch.status).toContain('Commits wait for s1.\nIf s1 is lost, commits hang.');
    expect(watch.node('s2')?.syncState).toBe('async');
    await watch.finds('sync-contract-changed', undefined, {
      what: 'commits wait for 1 instead of 0 standbys',
    });
  });

  it('its only synchronous standby is lost: every commit hangs, and it is said how many wait', async () => {
    const lone = new Watch(cluster, {
      config: 'sync: { required: 1 }\nthresholds: { clear_for: 0s }',
    });
    try {
      await lone.allWell();
      await cluster.node('s1').kill();
      const tried = await Promise.all([
        tryCommit(cluster.node('pg1')),
        tryCommit(cluster.node('pg1')),
        tryCommit(cluster.node('pg1')),
      ]);
      expect(tried.map(({ outcome }) => outcome)).toEqual(['hangs', 'hangs', 'hangs']);
      const hang = await lone.until(
        () =>
          lone.snapshot.findings.find(
            ({ kind, what }) => kind === 'commits-hang' && what.includes('3 sessions wait'),
          ),
        'it is said how many wait',
      );
      expect(hang.severity).toBe('critical');
      expect(hang.next).toContain("ALTER SYSTEM SET synchronous_standby_names = ''");
      expect(lone.snapshot.incidents).toHaveLength(1);
      expect(lone.status).toMatch(
        /Commits hang: they wait for 1 synchronous standby, and none is there\. Missing: s1\. Now 3 sessions wait/,
      );
      await cluster.node('s1').start();
      await Promise.all(tried.map(({ returned }) => returned));
      await lone.allWell();
    } finally {
      await lone.stop();
    }
  });

  it('each level of synchronous_commit: what it guarantees, in a sentence', async () => {
    const pg1 = cluster.node('pg1');
    const sentences = {
      remote_apply: 'Commits wait for s1 until it has replayed them, so that reads there see them.',
      remote_write:
        'Commits wait for s1 until it has written them, not until they are on its disk.',
      local:
        'Commits wait for no standby: `synchronous_commit` is local, so losing the primary can lose its newest transactions.',
      off: "They do not wait for the primary's own disk either (`synchronous_commit` is off)",
      on: 'Commits wait for s1.\n',
    };
    for (const [level, sentence] of Object.entries(sentences)) {
      await pg1.alterSystem('synchronous_commit', level);
      await watch.until(() => watch.status.includes(sentence), `${level}: ${sentence}`);
    }
  });

  it('is lowered for the server, then for a database, then its names are emptied: silently asynchronous each time', async () => {
    const declared = new Watch(cluster, {
      config: 'sync: { required: 1 }\nthresholds: { clear_for: 0s }',
    });
    const pg1 = cluster.node('pg1');
    try {
      await declared.allWell();
      await pg1.alterSystem('synchronous_commit', 'local');
      const server = await declared.finds('silently-asynchronous');
      expect(server).toMatchObject({ severity: 'critical' });
      await pg1.alterSystem('synchronous_commit', 'on');
      await declared.allWell();

      await pg1.sql('CREATE DATABASE bulk');
      await pg1.sql('ALTER DATABASE bulk SET synchronous_commit = off');
      const database = await declared.finds('silently-asynchronous');
      expect(database.what).toContain('bulk');
      expect(declared.status).toContain('`synchronous_commit` is off for database bulk');
      await pg1.sql('ALTER DATABASE bulk RESET synchronous_commit');
      await declared.allWell();

      await pg1.setSynchronousStandbyNames('');
      await declared.finds('silently-asynchronous');
      await pg1.setSynchronousStandbyNames('s1');
      await declared.allWell();
      expect(declared.incidents.every(({ state }) => state === 'resolved')).toBe(true);
    } finally {
      await declared.stop();
    }
  });
});
