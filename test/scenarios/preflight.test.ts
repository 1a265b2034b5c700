import { afterEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import type { Major } from '../../lab/postgres/majors.js';
import { majorsToTest } from '../integration/postgres/majors-to-test.js';
import { evidenceOf, objections, planned } from './support/planned.js';
import { Watch } from './support/watch.js';

type Name = 'pg1' | 's1' | 's2' | 's3';

let cluster: LabCluster<Name>;
let watch: Watch;

async function open(major: Major, names: string): Promise<void> {
  cluster = await startCluster({
    major,
    // A primary that freezes is not given up before pgrepl has noticed.
    settings: { wal_receiver_timeout: '10s' },
    synchronousStandbyNames: names,
    nodes: {
      pg1: {},
      s1: { from: 'pg1', slot: true },
      s2: { from: 'pg1', slot: true },
      s3: { from: 's1' },
    },
  });
  watch = new Watch(cluster, { config: 'deadline: 2s' });
  await watch.allWell();
}

afterEach(async () => {
  await watch.stop();
  await cluster.stop();
});

describe('preflight of a healthy cluster', async () => {
  it.each(await majorsToTest())('blocks nothing on %i', async (major) => {
    await open(major, 'FIRST 1 (s1, s2)');
    const plan = await planned(cluster, watch);
    const restarts =
      major >= 13
        ? []
        : [`warn followers: s2 is restarted to follow s1 (PostgreSQL ${major}): its sessions end.`];
    const hidden =
      major >= 12
        ? []
        : [
            'warn followers: Whether s3 goes over to the new timeline is not visible (`recovery_target_timeline`).',
          ];
    expect(objections(plan)).toEqual([...restarts, ...hidden]);
    expect(plan.sync).toEqual({
      before: 'FIRST 1 (s1, s2)',
      onTarget: '',
      atPromotion: 'FIRST 1 (s2)',
      after: 'FIRST 1 (pg1, s2)',
    });
    expect(plan.price).toMatchObject({ kind: 'none', bytes: 0 });
    expect(plan.rejoin?.how).toBe('follow');
  });
});

describe('preflight', () => {
  it('finds each trap that was laid', async () => {
    await open(18, 'FIRST 1 (s1, s2)');
    const [s1, s2] = [cluster.node('s1'), cluster.node('s2')];

    await s1.alterSystem('synchronous_standby_names', 'nobody');
    const named = evidenceOf(await planned(cluster, watch), 'sync-after');
    expect(named).toContain(
      'Its own `synchronous_standby_names`, `nobody` now, becomes `FIRST 1 (s2)`',
    );

    await s2.pauseReplay();
    const followers = evidenceOf(await planned(cluster, watch), 'followers');
    expect(followers).toContain('warn: The replay of s2 is paused');
    const without = await planned(cluster, watch);
    expect(without.sync.atPromotion).toBe('');
    expect(evidenceOf(without, 'sync-after')).toContain(
      'warn: Too few standbys follow at once: commits on s1 wait for no standby, until pg1 is back',
    );
    await s2.resumeReplay();

    await s1.pauseReplay();
    expect(evidenceOf(await planned(cluster, watch), 'target-replay')).toContain(
      'block: The replay of s1 is paused with',
    );
    await s1.resumeReplay();

    const [before] = await s1.sql<{ file: string }>("SELECT current_setting('hba_file') AS file");
    const rules = "host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 reject";
    await s1.sql(`COPY (SELECT unnest(ARRAY['${rules}'])) TO '${before?.file ?? ''}'`);
    expect(evidenceOf(await planned(cluster, watch), 'access')).toContain(
      'block: Line 2 of `pg_hba.conf` of s1 rejects s2 (role ',
    );

    const transaction = await cluster.node('pg1').client();
    await transaction.query('BEGIN');
    await transaction.query('SELECT txid_current()');
    const long = await planned(cluster, watch);
    expect(evidenceOf(long, 'long-transactions')).toMatch(/^pass: No transaction on pg1/);
    await transaction.end();
  });

  it('knows a primary that is dead from one that is frozen, and the price of both', async () => {
    await open(18, 'FIRST 1 (s1, s2)');
    const promote = { kind: 'promote', target: null } as const;
    const alive = await planned(cluster, watch, promote);
    expect(alive).toMatchObject({ target: 's1', price: { kind: 'unknown' } });
    expect(evidenceOf(alive, 'primary-state')).toMatch(/^block: pg1 answers and accepts writes/);

    await cluster.node('pg1').freeze();
    await watch.finds('primary-unreachable');
    const frozen = await planned(cluster, watch, promote);
    expect(evidenceOf(frozen, 'primary-state')).toMatch(
      /^block: pgrepl can't reach pg1, but s1 and s2 still receive from it: it lives|^warn: pg1 does not answer/,
    );
    await watch.until(
      () => ['s1', 's2'].every((name) => watch.node(name)?.upstream?.kind !== 'node'),
      'the standbys have given the frozen primary up',
    );
    const fenced = await planned(cluster, watch, promote);
    expect(evidenceOf(fenced, 'primary-state')).toContain(
      'It is fenced first, and nothing goes ahead unless that succeeds.',
    );
    expect(fenced.price.kind).toBe('none');
    const unfenced = await planned(cluster, watch, { ...promote, hands: new Map() });
    expect(evidenceOf(unfenced, 'primary-state')).toMatch(/^block: .*it may still accept writes/);
    expect(unfenced.price.kind).toBe('unknown');

    await cluster.node('pg1').kill();
    await watch.until(() => {
      const reach = watch.node('pg1')?.reach;
      return reach?.kind === 'silent' && reach.reason === 'refused';
    }, 'nothing listens on pg1’s port');
    const dead = await planned(cluster, watch, promote);
    expect(evidenceOf(dead, 'primary-state')).toMatch(
      /^pass: pg1 refuses connections since .* and none of s1 and s2 receives from it any more\.$/,
    );
    expect(dead.price).toMatchObject({ kind: 'none' });
    expect(dead.rejoin?.how).not.toBe('follow');

    await cluster.node('s2').kill();
    // It has received nothing before, either.
    await watch.finds('standby-disconnected', 's2', { what: 's2 is down' });
    const alone = await planned(cluster, watch, promote);
    expect(alone.price.kind).toBe('unknown');
    expect(alone.price.words).toContain("Whether s2 had confirmed more can't be asked.");
  });
});
