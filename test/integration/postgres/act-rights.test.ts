import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { actorOf, patientMs, positionBy, valueOf } from './acting.js';

/** What a message may never repeat. */
const secret = 'correct-horse-battery';

/** The statements as the manual has them. */
async function grantsOfTheManual(): Promise<readonly string[]> {
  const manual = await readFile(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
  const block = /```sql\n(CREATE ROLE pgrepl_act [\s\S]*?)```/.exec(manual)?.[1] ?? '';
  return block.trim().split('\n');
}

describe.each([15, 18] as const)('a role with exactly the grants of the manual, on %i', (major) => {
  let cluster: LabCluster<'p' | 's1'>;

  beforeAll(async () => {
    cluster = await startCluster({ major, nodes: { p: {}, s1: { from: 'p' } } });
    for (const statement of await grantsOfTheManual()) {
      await cluster.sql(statement.replace('…', secret));
    }
    const lsn = (await cluster.sql<{ lsn: string }>('SELECT pg_current_wal_flush_lsn() AS lsn'))[0];
    await waitUntil('the standby has the role', async () => {
      const rows = await cluster
        .node('s1')
        .sql('SELECT WHERE pg_last_wal_replay_lsn() >= $1', [lsn?.lsn]);
      return rows.length === 1;
    });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  const role = { user: 'pgrepl_act' } as const;

  it('may do all that pgrepl does, and is no superuser', async () => {
    const facts = valueOf(await actorOf(cluster.node('s1'), role).facts(1000));
    expect(facts).toMatchObject({
      actingRole: 'pgrepl_act',
      may: {
        superuser: false,
        replication: true,
        promote: true,
        reload: true,
        checkpoint: true,
        signalBackends: false,
        alterSystem: {
          primary_conninfo: true,
          primary_slot_name: true,
          synchronous_standby_names: true,
        },
      },
      dataDirectory: cluster.node('s1').dataDirectory,
      baseBackups: 0,
      archiveReadyFiles: 0,
      longTransactions: 0,
    });
    expect(facts.primaryConninfo).toContain('host=127.0.0.1');
    expect(facts.oldestWalFile).not.toBeNull();
    expect(facts.replicationHba?.length).toBeGreaterThan(0);
  });

  it('carries out every deed', async () => {
    const primary = actorOf(cluster.node('p'), role);
    const standby = actorOf(cluster.node('s1'), role);
    expect(await positionBy(primary)).toMatchObject({ streaming: ['s1'] });
    expect(await positionBy(standby)).toMatchObject({ receiverStatus: 'streaming' });
    valueOf(await primary.checkpoint(patientMs));
    valueOf(await primary.setSettings({ synchronous_standby_names: 's1' }));
    valueOf(await primary.proveWrite(patientMs));
    valueOf(await standby.createSlots(['x']));
    valueOf(await standby.dropSlots(['x']));
    const { conninfo } = valueOf(await standby.conninfo());
    valueOf(await standby.setSettings({ primary_conninfo: conninfo, primary_slot_name: '' }));
    valueOf(await standby.setSettings({ synchronous_standby_names: '' }));
    await cluster.node('p').stop();
    valueOf(await standby.promote('pg_promote', patientMs));
    valueOf(await standby.proveWrite(patientMs));
  });
});

describe.each([11, 14, 18] as const)('a role that may only watch, on %i', (major) => {
  let cluster: LabCluster<'p' | 's1'>;

  beforeAll(async () => {
    cluster = await startCluster({ major, nodes: { p: {}, s1: { from: 'p' } } });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it.each(['pgrepl_monitor', 'pgrepl_plain'])(
    '%s: nothing happens, in the server’s words',
    async (user) => {
      const primary = actorOf(cluster.node('p'), { user });
      const standby = actorOf(cluster.node('s1'), { user });
      const deeds = [
        await primary.checkpoint(patientMs),
        await primary.setSettings({ synchronous_standby_names: 'nobody' }),
        await standby.setSettings(
          major < 12 ? {} : { primary_conninfo: `host=h password=${secret}` },
        ),
        await standby.createSlots(['x']),
        await standby.promote(major < 12 ? 'trigger-file' : 'pg_promote', patientMs),
      ];
      for (const deed of deeds) {
        if (major < 12 && deed.kind === 'done') continue; // no settings: nothing to do
        expect(deed).toMatchObject({ kind: 'failed', code: '42501' });
        expect(JSON.stringify(deed)).not.toContain(secret);
      }
      expect(await cluster.node('s1').isInRecovery()).toBe(true);
      expect(await cluster.node('s1').sql('SELECT FROM pg_replication_slots')).toEqual([]);
    },
  );

  it('is told what it may see, and null for the rest', async () => {
    const facts = valueOf(await actorOf(cluster.node('s1'), { user: 'pgrepl_plain' }).facts(1000));
    expect(facts).toMatchObject({
      may: { superuser: false, replication: false, reload: false, checkpoint: false },
      dataDirectory: null,
      primaryConninfo: null,
      baseBackups: null,
      archiveReadyFiles: null,
      longestTransactionMs: null,
      longTransactions: null,
      replicationHba: null,
      oldestWalFile: null,
    });
    const deed = await actorOf(cluster.node('s1'), { user: 'pgrepl_plain' }).conninfo();
    expect(deed).toMatchObject({ kind: 'failed', code: '42501' });
  });
});
