import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { debianTools } from '../../../lab/postgres/commands.js';
import { valueOf } from '../postgres/acting.js';
import { handsOf, patient, sourceFor, waitFollowing, waitGone, waitUp } from './support.js';

const hasTools = await access(join(debianTools, 'pg_rewind')).then(
  () => true,
  () => false,
);

it.runIf(process.env['CI'] === 'true')('the tools of PostgreSQL 15 are installed', () => {
  expect(hasTools).toBe(true);
});

/** With PostgreSQL's own tools, which the lab's servers come without. */
describe.skipIf(!hasTools)('a former primary on 15 that went its own way', () => {
  let cluster: LabCluster<'a' | 'b'> | undefined;

  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });

  it.each([
    ['rewind', 'fast'],
    ['rewind', 'killed'],
    ['rewind', 'killed and fenced'],
    ['reclone', 'fast'],
  ] as const)('comes back by %s when it was ended: %s', async (how, ended) => {
    cluster = await startCluster({
      major: 15,
      settings: { wal_log_hints: 'on', max_slot_wal_keep_size: '1GB' },
      nodes: { a: {}, b: { from: 'a' } },
    });
    const a = cluster.node('a');
    const b = cluster.node('b');
    const onA = await handsOf(a, cluster.nodes, {
      // The lab's own way to clone is for servers without pg_basebackup.
      wrap: (commands) => ({
        ...commands,
        reclone: [...(commands.rewind ?? []).slice(0, -1), 'reclone'],
      }),
    });
    await a.sql("ALTER SYSTEM SET log_min_messages = 'info'");
    await b.promote();
    await b.sql("SELECT pg_create_physical_replication_slot('a', true)");
    await a.sql('CREATE TABLE only_on_a AS SELECT generate_series(1, 1000)');
    await b.sql('CREATE TABLE only_on_b AS SELECT generate_series(1, 1000)');
    await b.sql('CHECKPOINT');
    const source = sourceFor(a, b, 'a');

    expect(await onA[how](source, patient)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('a server runs in') as string,
    });
    if (ended === 'fast') valueOf(await onA.stop(patient));
    else await a.kill();
    await waitGone(a);
    if (ended === 'killed and fenced') valueOf(await onA.fence(patient));
    valueOf(await onA[how](source, patient));
    valueOf(await onA.makeStandby(source, patient));
    valueOf(await onA.start(patient));
    expect(await waitUp(a)).toBe('standby');
    await waitFollowing(a, b);
    const [row] = await a.sql(
      `SELECT to_regclass('only_on_a')::text AS on_a, (SELECT count(*) FROM only_on_b)::int AS on_b,
        current_setting('log_min_messages') AS level, current_setting('port') AS port,
        current_setting('primary_slot_name') AS slot`,
    );
    const port = String(a.serverPort);
    expect(row).toEqual({ on_a: null, on_b: 1000, level: 'info', port, slot: 'a' });
  });

  it('keeps its data when a new clone cannot be made', async () => {
    cluster = await startCluster({ major: 15, nodes: { a: {}, b: { from: 'a' } } });
    const a = cluster.node('a');
    const onA = await handsOf(a, cluster.nodes, {
      wrap: (commands) => ({
        ...commands,
        reclone: [...(commands.rewind ?? []).slice(0, -1), 'reclone'],
      }),
    });
    await a.sql('CREATE TABLE only_on_a ()');
    valueOf(await onA.stop(patient));
    await waitGone(a);
    const nowhere = sourceFor(a, cluster.node('b'), 'no_such_slot');
    expect(await onA.reclone(nowhere, patient)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('the old data are as they were') as string,
    });
    valueOf(await onA.start(patient));
    expect(await waitUp(a)).toBe('primary');
    expect(await a.sql('SELECT FROM only_on_a')).toEqual([]);
  });
});
