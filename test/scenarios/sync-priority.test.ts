import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { Watch } from './support/watch.js';

describe('two synchronous standbys by priority, FIRST 1 (s1, s2), and one that cascades from s1', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2' | 's3'>;
  let watch: Watch;

  beforeEach(async () => {
    cluster = await startCluster({
      synchronousStandbyNames: 'FIRST 1 (s1, s2)',
      nodes: {
        pg1: {},
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1', slot: true },
        s3: { from: 's1' },
      },
    });
    watch = new Watch(cluster);
    await watch.allWell();
  });

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('is shown as it is', async () => {
    await watch.allCaughtUp();
    const { topology } = watch.snapshot;
    expect(topology?.primary).toEqual({ kind: 'one', node: 'pg1', timeline: 1 });
    expect(watch.node('s1')?.syncState).toBe('sync');
    expect(watch.node('s2')?.syncState).toBe('potential');
    expect(watch.node('s3')).toMatchObject({
      syncState: 'async',
      upstream: { kind: 'node', node: 's1' },
    });
    expect(topology?.sync.commits).toEqual({ kind: 'waiting-satisfied', required: 1, spare: 1 });
    expect(topology?.unmanaged).toEqual([]);
    expect(watch.node('s1')?.lag).toMatchObject({ replayBytes: 0, timeMs: 0 });
  });

  it('s1 is lost: s2 takes over, one incident takes s3 along; s1 comes back: all is well', async () => {
    await cluster.node('s1').kill();
    await watch.finds('sync-redundancy-reduced', undefined, {
      what: 's2 took over',
      consequence: 'if s2 is lost too, every commit hangs',
    });
    await watch.finds('standby-disconnected', 's3');
    expect(watch.incidents).toHaveLength(1);
    expect(watch.snapshot.incidents[0]).toMatchObject({ severity: 'warning', number: 1 });
    expect(watch.node('s2')?.syncState).toBe('sync');
    await cluster.sql('create table commits_go_on ()');

    await cluster.node('s1').start();
    await watch.allWell();
    expect(watch.node('s1')?.syncState).toBe('sync');
    expect(watch.incidents).toHaveLength(1);
    expect(watch.incidents[0]?.state).toBe('resolved');
  });

  it('the primary is stopped and started: one incident, and commits wait for s1 as before', async () => {
    await cluster.node('pg1').stop();
    await watch.finds('primary-unreachable', undefined, {
      what: 'None of the 2 standbys that it fed',
    });
    expect(watch.status).not.toContain('Commits wait for');
    await cluster.node('pg1').start();
    await watch.allWell();
    expect(watch.incidents).toHaveLength(1);
    expect(watch.incidents[0]?.state).toBe('resolved');
    expect(watch.node('s1')?.syncState).toBe('sync');
    expect(watch.node('s2')?.syncState).toBe('potential');
    await cluster.sql('create table commits_go_on ()');
  });

  it('both are lost: commits hang, and it is said how many wait; one back: they go on', async () => {
    await cluster.node('s1').kill();
    await watch.finds('sync-redundancy-reduced');
    await cluster.node('s2').kill();
    const waiting = await cluster.firstPrimary.client();
    const commit = waiting.query('create table waits ()');
    const hang = await watch.until(
      () =>
        watch.snapshot.findings.find(
          ({ kind, what }) => kind === 'commits-hang' && what.includes('1 session waits'),
        ),
      'commits hang with a session that waits',
    );
    expect(hang.severity).toBe('critical');
    expect(hang.next).not.toContain('pg_cancel_backend');
    expect(watch.snapshot.incidents).toHaveLength(1);
    expect(watch.snapshot.incidents[0]?.severity).toBe('critical');
    expect(watch.messages).toContainEqual(
      expect.objectContaining({ kind: 'thread', reason: 'worsened', broadcast: true }),
    );

    await cluster.node('s2').start();
    await commit;
    await waiting.end();
    await watch.until(
      () => !watch.snapshot.findings.some(({ kind }) => kind === 'commits-hang'),
      'commits go on',
    );
    await cluster.node('s1').start();
    await watch.allWell();
  });

  it('the names are emptied: silently asynchronous, until they are set again', async () => {
    await cluster.setSynchronousStandbyNames('');
    const finding = await watch.finds('silently-asynchronous');
    expect(finding.severity).toBe('critical');
    expect(watch.incidents).toHaveLength(1);
    await cluster.setSynchronousStandbyNames('FIRST 1 (s1, s2)');
    await watch.allWell();
  });

  it('synchronous_commit is lowered for one role: silently asynchronous for it', async () => {
    await cluster.sql('create role careless login');
    await cluster.sql('alter role careless set synchronous_commit = local');
    await watch.finds('silently-asynchronous', undefined, { what: 'careless' });
    await cluster.sql('alter role careless reset synchronous_commit');
    await watch.allWell();
  });

  it('the names change but still hold: the contract has changed', async () => {
    await cluster.setSynchronousStandbyNames('FIRST 1 (s2, s1)');
    const finding = await watch.finds('sync-contract-changed');
    expect(finding.severity).toBe('warning');
    // Each walsender reads the names when it gets to it.
    await watch.until(() => watch.node('s2')?.syncState === 'sync', 'commits wait for s2');
    await cluster.setSynchronousStandbyNames('FIRST 1 (s1, s2)');
    await watch.allWell();
  });
});
