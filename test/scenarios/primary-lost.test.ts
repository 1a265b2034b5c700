import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { Watch } from './support/watch.js';

describe('a primary under three asynchronous standbys, one of them cascading', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2' | 's3'>;
  let watch: Watch;

  beforeEach(async () => {
    cluster = await startCluster({
      links: true,
      // A node that freezes is not given up by the others before pgrepl has noticed.
      settings: { wal_sender_timeout: '20s' },
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' }, s3: { from: 's1' } },
    });
    watch = new Watch(cluster);
    await watch.allWell();
  });

  afterEach(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it('is killed and started again: one incident, not four', async () => {
    await cluster.node('pg1').kill();
    const finding = await watch.finds('primary-unreachable', undefined, {
      what: 'None of the 2 standbys',
    });
    expect(finding.severity).toBe('critical');
    await watch.finds('standby-disconnected', 's1');
    await watch.finds('standby-disconnected', 's2');
    expect(watch.incidents).toHaveLength(1);
    expect(watch.snapshot.topology?.primary).toMatchObject({ kind: 'unreachable', node: 'pg1' });
    await cluster.node('pg1').start();
    await watch.allWell();
    expect(watch.incidents).toHaveLength(1);
  });

  it('can not be reached by pgrepl alone: the standbys testify that it lives', async () => {
    await cluster.node('pg1').monitorLink.cut();
    await watch.finds('primary-unreachable', undefined, { what: /2 of the 2 standbys .* still/ });
    expect(watch.snapshot.findings.map(({ kind }) => kind)).not.toContain('standby-disconnected');
    await cluster.node('pg1').monitorLink.heal();
    await watch.allWell();
  });

  it('is lost, and s1 is promoted by hand: the new primary is noticed; then the old one comes back', async () => {
    await cluster.node('pg1').kill();
    await watch.finds('primary-unreachable');
    await cluster.node('s1').promote();
    await watch.finds('role-changed', 's1');
    expect(watch.snapshot.topology?.primary).toMatchObject({
      kind: 'one',
      node: 's1',
      timeline: 2,
    });
    // For a moment it waits to be told to go over to the new timeline.
    await watch.until(() => {
      const s3 = watch.node('s3');
      return s3?.upstream?.kind === 'node' && s3.upstream.node === 's1';
    }, 's3 receives from it');
    await cluster.node('pg1').start();
    const split = await watch.finds('several-primaries');
    expect(split.severity).toBe('critical');
    expect(split.what).toContain('pg1');
    expect(split.what).toContain('s1');
    await cluster.node('pg1').stop();
    await watch.until(
      () => !watch.snapshot.findings.some(({ kind }) => kind === 'several-primaries'),
      'the old primary is gone',
    );
  });

  it("a cascade's parent is lost: its child belongs to the same incident", async () => {
    await cluster.node('s1').kill();
    await watch.finds('standby-disconnected', 's1');
    await watch.finds('standby-disconnected', 's3');
    expect(watch.incidents).toHaveLength(1);
    await cluster.node('s1').start();
    await watch.allWell();
  });

  it('a node freezes: it is called silent within the deadline, and delays nobody', async () => {
    await cluster.node('s2').freeze();
    await watch.finds('node-unreachable', 's2', { what: 's2' });
    expect(watch.node('s2')?.reach).toMatchObject({ kind: 'silent', reason: 'timed-out' });
    expect(watch.node('s1')?.reach).toEqual({ kind: 'answers' });
    cluster.node('s2').thaw();
    await watch.allWell();
  });

  it('packets to a standby are dropped on its way to the primary: it runs but receives nothing', async () => {
    await cluster.node('s2').replicationLink.cut();
    await watch.finds('standby-disconnected', 's2', { what: 'receives nothing' });
    expect(watch.node('s2')?.reach).toEqual({ kind: 'answers' });
    await cluster.node('s2').replicationLink.heal();
    await watch.allWell();
  });

  it('everything vanishes at once: pgrepl says that it is blind, and does not guess', async () => {
    await Promise.all(cluster.nodes.map(async (node) => node.monitorLink.cut()));
    await watch.finds('cluster-invisible');
    expect(watch.snapshot.incidents).toHaveLength(1);
    await Promise.all(cluster.nodes.map(async (node) => node.monitorLink.heal()));
    await watch.allWell();
    expect(watch.incidents).toHaveLength(1);
  });
});
