import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { Watch } from './support/watch.js';

describe('what pgrepl may not see', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;

  beforeAll(async () => {
    cluster = await startCluster({
      synchronousStandbyNames: 'FIRST 1 (s1, s2)',
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
    });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it('is called not visible: a role without pg_monitor gives what it can', async () => {
    const watch = new Watch(cluster, { user: 'pgrepl_plain' });
    try {
      const limited = await watch.finds('monitoring-role-limited', undefined, {
        what: /^pgrepl's role may not see everything on pg1, s1 and s2\.$/,
      });
      expect(limited.severity).toBe('warning');
      expect(watch.snapshot.topology?.sync.commits).toEqual({ kind: 'unknown' });
      expect(watch.snapshot.topology?.sync.wait).toBeNull();
      expect(watch.status).toContain("pgrepl's role may not see the state of the standbys");
      await watch.until(
        () => /s1 +standby +receives +0 B +(0 s|\d+ ms) +not fully visible/.test(watch.status),
        's1 is shown as far as it may be seen',
      );
      // The names and the positions are nobody's secret: what they prove is said.
      await cluster.node('s1').kill();
      await cluster.node('s2').kill();
      await watch.finds('commits-hang');
      await cluster.node('s1').start();
      await cluster.node('s2').start();
      await watch.until(() => watch.snapshot.findings.length === 1, 'the role alone is left');
      expect(watch.status).toMatch(/^\[warning\]/);
    } finally {
      await watch.stop();
    }
  });

  it('is all of it with a wrong password: the servers run, and nothing is guessed', async () => {
    // Up to 13 md5 is what passwords are kept as, unless somebody asks for more.
    await cluster.sql(
      "SET password_encryption = 'scram-sha-256'; ALTER ROLE pgrepl_monitor PASSWORD 'right'",
    );
    for (const node of cluster.nodes) {
      await node.writeFile(
        'pg_hba.conf',
        'host all pgrepl_monitor 127.0.0.1/32 scram-sha-256\nhost all,replication all 127.0.0.1/32 trust\n',
      );
      await node.sql('SELECT pg_reload_conf()');
    }
    const watch = new Watch(cluster, { config: 'password: wrong' });
    try {
      const blind = await watch.finds('cluster-invisible', undefined, {
        consequence: 'The servers run, but pgrepl is blind here',
      });
      expect(blind.what).not.toContain('wrong');
      expect(watch.snapshot.topology?.primary).toEqual({ kind: 'unknown' });
      expect(watch.status).toContain('no node has answered yet');
      expect(watch.status).not.toContain('This picture is old');
    } finally {
      await watch.stop();
    }
    const right = new Watch(cluster, { config: 'password: right' });
    try {
      await right.allWell();
    } finally {
      await right.stop();
    }
  });
});
