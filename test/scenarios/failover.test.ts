import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCluster } from '../../lab/postgres/cluster.js';
import { ensureMajor, type Major } from '../../lab/postgres/majors.js';
import type { LabNode } from '../../lab/postgres/node.js';
import { configurationText } from '../../lab/postgres/settings.js';
import { Watch } from './support/watch.js';

interface Way {
  readonly major: Major;
  readonly how: string;
  readonly promote: (node: LabNode) => Promise<void>;
}

const trigger = 'promote_now';

/** What `pg_ctl promote` does stands in `LabNode.promote`; the core story uses it on every major. */
const ways: readonly Way[] = [
  {
    major: 10,
    how: 'a trigger file',
    promote: (node) => node.writeFile(trigger, ''),
  },
  { major: 12, how: 'pg_ctl promote', promote: (node) => node.promote() },
  {
    major: 18,
    how: 'pg_promote()',
    promote: async (node) => {
      await node.sql('SELECT pg_promote(true, 20)');
    },
  },
];

describe.each(ways)('a failover on PostgreSQL $major by $how', ({ major, promote }) => {
  it('is noticed, with who followed and who did not', { timeout: 120_000 }, async () => {
    await ensureMajor(major);
    const cluster = await startCluster({
      major,
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' }, s3: { from: 's1' } },
    });
    const watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    try {
      if (major < 12) await setTrigger(cluster.node('s1'));
      await cluster.waitStreaming('s1', 'pg1');
      await cluster.waitStreaming('s3', 's1');
      await watch.until(() => watch.node('s3')?.senderRow?.state === 'streaming', 's3 streams');
      await watch.allWell();
      await cluster.node('pg1').kill();
      await watch.finds('primary-unreachable');
      await promote(cluster.node('s1'));
      const changed = await watch.finds('role-changed', 's1');
      expect(changed.what).toContain('on timeline 2 in place of pg1');
      expect(watch.snapshot.topology?.primary).toEqual({ kind: 'one', node: 's1', timeline: 2 });
      await watch.until(() => watch.node('s3')?.timeline === 2, 's3 follows');
      await watch.finds('standby-disconnected', 's2', { what: 's2 runs but receives nothing' });
      await cluster.follow('s2', 's1');
      await watch.until(() => watch.node('s2')?.timeline === 2, 's2 follows, once it is pointed');
      await watch.until(
        () => watch.snapshot.findings.every(({ subject }) => subject !== 's2'),
        'nothing is wrong with s2',
      );
    } finally {
      await watch.stop();
      await cluster.stop();
    }
  });
});

/** Up to 11 the trigger is a setting of `recovery.conf`, read at the start. */
async function setTrigger(node: LabNode): Promise<void> {
  await node.stop();
  const text = await readFile(join(node.dataDirectory, 'recovery.conf'), 'utf8');
  const file = join(node.dataDirectory, trigger);
  await node.writeFile('recovery.conf', text + configurationText({ trigger_file: file }));
  await node.start();
}
