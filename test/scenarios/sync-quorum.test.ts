import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { Watch } from './support/watch.js';

describe('a quorum of three, ANY 1 (s1, s2, s3)', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2' | 's3'>;
  let watch: Watch;

  beforeEach(async () => {
    cluster = await startCluster({
      synchronousStandbyNames: 'ANY 1 (s1, s2, s3)',
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' }, s3: { from: 'pg1' } },
    });
    watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    await watch.allWell();
  });

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('bears two losses, whichever they are, and says so; without all three commits hang', async () => {
    await watch.allCaughtUp();
    expect(watch.status).toMatch(/s1 +quorum +streaming +0 B +0 s/);
    expect(watch.status).toContain('Commits wait for any 1 of s1, s2 and s3.');
    expect(watch.status).toContain('If any 2 of them are lost, commits go on; if all are');

    await cluster.node('s2').kill();
    const reduced = await watch.finds('sync-redundancy-reduced', undefined, {
      consequence: 'bear the loss of one more standby of s1 and s3',
    });
    expect(reduced.what).not.toContain('took over');
    await cluster.sql('create table one_lost ()');

    await cluster.node('s1').kill();
    await watch.until(() => watch.status.includes('If s3 is lost, commits hang.'), 's3 is alone');
    await cluster.sql('create table two_lost ()');

    await cluster.node('s3').kill();
    const hang = await watch.finds('commits-hang', undefined, {
      next: /^Bring s1, s2 or s3 back; or accept asynchronous commits/,
    });
    expect(hang.severity).toBe('critical');
    expect(watch.status).toContain('none is there. Missing: s1, s2 and s3.');
    expect(watch.snapshot.incidents).toHaveLength(1);

    await Promise.all(cluster.nodes.slice(1).map((node) => node.start()));
    await watch.allWell();
    expect(watch.incidents).toHaveLength(1);
  });

  it('that loses a member from its list has another contract', async () => {
    await cluster.setSynchronousStandbyNames('ANY 1 (s1, s2)');
    await watch.finds('sync-contract-changed', undefined, {
      what: 'from `ANY 1 (s1, s2, s3)` to `ANY 1 (s1, s2)`',
    });
    await watch.until(() => watch.node('s3')?.syncState === 'async', 'its walsender knows, too');
    await cluster.setSynchronousStandbyNames('ANY 1 (s1, s2, s3)');
    await watch.allWell();
  });

  it('at remote_apply goes on without one whose replay is paused, and hangs without any other', async () => {
    await cluster.sql('create table probe ()');
    await cluster.node('pg1').alterSystem('synchronous_commit', 'remote_apply');
    await cluster.node('s1').pauseReplay();
    await watch.until(() => watch.status.includes('any 1 of s2 and s3 until it has'), 's1 is out');
    await cluster.sql('create table replayed ()');
    await cluster.node('s2').pauseReplay();
    await cluster.node('s3').pauseReplay();
    const hang = await watch.finds('commits-hang', undefined, {
      what: 'no synchronous standby can confirm',
      next: /^Resume replay on s1, s2 or s3 with `SELECT pg_wal_replay_resume/,
    });
    expect(hang.what).toContain('s1 has its replay paused, for which `remote_apply` waits');
    expect(hang.next).toContain('those that wait already go on waiting for replay');
    // What is offered is for new commits: whoever waits for replay keeps to that.
    const waiting = await cluster.firstPrimary.client();
    const commit = waiting.query('create table waits ()');
    await watch.finds('commits-hang', undefined, { what: '1 session waits' });
    await cluster.node('pg1').alterSystem('synchronous_commit', 'on');
    await cluster.sql('create table received ()');
    await watch.finds('commits-hang', undefined, {
      what: 'replay is paused on s1, for which whoever began at `remote_apply` waits',
    });
    for (const name of ['s1', 's2', 's3'] as const) await cluster.node(name).resumeReplay();
    await commit;
    await waiting.end();
    await watch.allWell();
  });
});

describe('one list of names for every node, FIRST 1 (pg1, s1, s2)', () => {
  it('is healthy although the primary itself is in it, and its loss is noticed', async () => {
    const cluster = await startCluster({
      synchronousStandbyNames: 'FIRST 1 (pg1, s1, s2)',
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
    });
    const watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    try {
      await watch.allWell();
      expect(watch.snapshot.topology?.sync.members.map(({ name }) => name)).toEqual(['s1', 's2']);
      await cluster.setSynchronousStandbyNames('');
      await watch.finds('silently-asynchronous');
    } finally {
      await watch.stop();
      await cluster.stop();
    }
  });
});
