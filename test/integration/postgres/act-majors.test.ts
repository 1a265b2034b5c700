import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { actorOf, patientMs, positionBy, valueOf } from './acting.js';
import { majorsToTest } from './majors-to-test.js';

describe.each(await majorsToTest())('acting on PostgreSQL %i', (major) => {
  let cluster: LabCluster<'p' | 's1' | 's2'>;

  beforeAll(async () => {
    cluster = await startCluster({
      major,
      nodes: { p: {}, s1: { from: 'p', slot: true }, s2: { from: 'p' } },
    });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it('looks at a primary and at a standby', async () => {
    const primary = await positionBy(actorOf(cluster.node('p')));
    expect(primary).toMatchObject({
      inRecovery: false,
      timeline: 1,
      receivedLsn: null,
      replayedLsn: null,
      promotedAtLsn: null,
      receiverStatus: null,
      receiverTimeline: null,
      replayPaused: false,
      streaming: ['s1', 's2'],
    });
    const standby = await positionBy(actorOf(cluster.node('s1')));
    expect(standby).toMatchObject({
      inRecovery: true,
      systemIdentifier: primary.systemIdentifier,
      timeline: 1,
      writeLsn: null,
      receiverStatus: 'streaming',
      receiverTimeline: 1,
      replayPaused: false,
      streaming: [],
    });
    // Not what it received: until WAL arrives that begins at the segment it started with.
    expect(standby.receivedLsn).not.toBeNull();
    expect(standby.replayedLsn).toBeGreaterThanOrEqual(standby.redoLsn ?? 0n);
    expect(primary.writeLsn).toBeGreaterThanOrEqual(primary.checkpointLsn ?? 0n);
  });

  it('tells everything of itself to a superuser', async () => {
    const primary = valueOf(await actorOf(cluster.node('p')).facts(60_000));
    const may = {
      superuser: true,
      replication: true,
      promote: major >= 12 ? true : null,
      reload: true,
      checkpoint: true,
      signalBackends: true,
      alterSystem: {
        primary_conninfo: major >= 12,
        primary_slot_name: major >= 12,
        synchronous_standby_names: true,
      },
    };
    expect(primary).toMatchObject({
      node: 'p',
      actingRole: 'postgres',
      may,
      dataDirectory: cluster.node('p').dataDirectory,
      dataChecksums: major >= 18,
      walLogHints: false,
      fullPageWrites: true,
      recoveryTargetTimeline: major >= 12 ? 'latest' : null,
      primaryConninfo: '',
      restoreCommandSet: false,
      triggerFile: major < 16 ? '' : null,
      baseBackups: 0,
      archiveReadyFiles: 0,
      archiveMode: 'off',
      longTransactions: 0,
      longestTransactionMs: 0,
      preparedTransactions: 0,
      walSendersUsed: 2,
      slotsUsed: 1,
      checkpointTimeline: 1,
    });
    expect(primary.hbaFile).toContain('pg_hba.conf');
    expect(primary.replicationHba?.[0]).toMatchObject({ databases: ['replication'] });
    expect(primary.oldestWalFile).toMatch(/^00000001[0-9A-F]{16}$/);
    const standby = valueOf(await actorOf(cluster.node('s1')).facts(60_000));
    expect(standby).toMatchObject({ may, walSendersUsed: 0, slotsUsed: 0 });
    expect(standby.primaryConninfo).toContain(`port=${cluster.node('p').serverPort}`);
  });

  it('tells a long transaction, prepared ones and a slot in use', async () => {
    const client = await cluster.node('p').client();
    await client.query('BEGIN');
    const actor = actorOf(cluster.node('p'));
    const facts = await waitUntil('the transaction is older than 20 ms', async () => {
      const told = valueOf(await actor.facts(20));
      return told.longTransactions === 1 ? told : undefined;
    });
    expect(facts.longestTransactionMs).toBeGreaterThan(20);
    await client.end();
  });

  it('makes checkpoints', async () => {
    const actor = actorOf(cluster.node('p'));
    const before = await positionBy(actor);
    expect(await actor.checkpoint(patientMs)).toEqual({ kind: 'done', value: undefined });
    expect((await positionBy(actor)).checkpointLsn).toBeGreaterThan(before.checkpointLsn ?? 0n);
  });

  it.each(['FIRST 1 (s1, "s 2")', 'ANY 1 (s1,s2)', '*', ''])(
    'sets synchronous_standby_names to %j and takes it back',
    async (names) => {
      const primary = cluster.node('p');
      const actor = actorOf(primary);
      const current = async (): Promise<unknown> =>
        (await primary.sql(`SELECT current_setting('synchronous_standby_names') AS it`))[0]?.['it'];
      valueOf(await actor.setSettings({ synchronous_standby_names: names }));
      expect(await current()).toBe(names);
      valueOf(await actor.setSettings({ synchronous_standby_names: null }));
      expect(await current()).toBe('');
    },
  );

  it("reads a standby's source with its secrets, shows it without, and sets another", async () => {
    const node = cluster.node('s2');
    const actor = actorOf(node);
    const before = valueOf(await actor.conninfo());
    expect(before.conninfo).toContain(`port=${cluster.node('p').serverPort}`);
    expect(before.slot).toBeNull();
    expect(valueOf(await actorOf(cluster.node('p')).conninfo()).conninfo).toBeNull();
    const next = `${before.conninfo ?? ''} password='it\\'s secret' application_name=other`;
    const deed = await actor.setSettings({ primary_conninfo: next });
    if (major < 12) {
      expect(deed).toMatchObject({ kind: 'failed', code: '42704' });
      return;
    }
    valueOf(deed);
    // In 12 it takes a restart, and the deed is done all the same.
    if (major === 12) await node.restart();
    expect(valueOf(await actor.conninfo()).conninfo).toBe(next);
    const shown = valueOf(await actor.facts(0)).primaryConninfo;
    expect(shown).toContain('application_name=other');
    expect(shown).not.toContain('secret');
    valueOf(await actor.setSettings({ primary_conninfo: null }));
    if (major === 12) await node.restart();
    await cluster.waitStreaming('s2');
  });

  it('creates slots on a standby, leaves those that are there, and drops them', async () => {
    const node = cluster.node('s1');
    const actor = actorOf(node);
    expect(valueOf(await actor.createSlots(['a', 'b'])).created).toEqual(['a', 'b']);
    const slots = await node.sql(
      'SELECT slot_name, restart_lsn IS NOT NULL AS reserved FROM pg_replication_slots ORDER BY 1',
    );
    expect(slots).toEqual([
      { slot_name: 'a', reserved: true },
      { slot_name: 'b', reserved: true },
    ]);
    expect(valueOf(await actor.createSlots(['b', 'c'])).created).toEqual(['c']);
    const all = ['a', 'b', 'c', 'never'];
    expect(valueOf(await actor.dropSlots(all)).dropped).toEqual(all);
    expect(await node.sql('SELECT FROM pg_replication_slots')).toEqual([]);
  });

  it('drops no slot that is in use', async () => {
    const deed = await actorOf(cluster.node('p')).dropSlots(['s1']);
    expect(deed).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('in use') as string,
    });
    expect(await cluster.node('p').sql('SELECT FROM pg_replication_slots')).toHaveLength(1);
  });

  it('proves a write, which arrives', async () => {
    const { lsn } = valueOf(await actorOf(cluster.node('p')).proveWrite(patientMs));
    const standby = actorOf(cluster.node('s1'));
    await waitUntil('the standby has replayed it', async () => {
      const { replayedLsn } = await positionBy(standby);
      return replayedLsn !== null && replayedLsn >= lsn;
    });
    expect(await standby.proveWrite(patientMs)).toMatchObject({ kind: 'failed' });
  });

  it('promotes, and finds a primary already promoted', async () => {
    const node = cluster.node('s1');
    const actor = actorOf(node);
    if (major < 12) {
      expect(await actor.promote('pg_promote', patientMs)).toMatchObject({ kind: 'failed' });
      expect(await actor.promote('trigger-file', patientMs)).toMatchObject({
        kind: 'failed',
        detail: 'The node has no trigger file set.',
      });
      await node.stop();
      const file = `${node.dataDirectory}/recovery.conf`;
      await node.writeFile(
        'recovery.conf',
        `${await readFile(file, 'utf8')}trigger_file = 'go''s'\n`,
      );
      await node.start();
      await cluster.waitStreaming('s1');
      expect(valueOf(await actor.facts(0)).triggerFile).toBe("go's");
    }
    const way = major < 12 ? 'trigger-file' : 'pg_promote';
    await cluster.node('p').stop();
    await positionBy(actor);
    valueOf(await actor.promote(way, patientMs));
    expect(await positionBy(actor)).toMatchObject({ inRecovery: false, timeline: 2 });
    valueOf(await actor.proveWrite(patientMs));
    valueOf(await actor.promote(way, patientMs));
  });
});
