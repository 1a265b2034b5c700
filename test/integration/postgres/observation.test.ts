import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { parseLsn } from '../../../src/replication/lsn.js';
import { observedState, primaryRole, probeOf, standbyRole, waitingCommit } from './support.js';

function never(): never {
  throw new Error('the server returned no position');
}

describe('an observation of PostgreSQL 18', () => {
  let cluster: LabCluster<'p' | 's1' | 's2'>;

  beforeAll(async () => {
    cluster = await startCluster({
      synchronousStandbyNames: 'FIRST 1 (s1)',
      nodes: { p: {}, s1: { from: 'p', slot: true }, s2: { from: 's1', applyDelay: '5s' } },
    });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it('carries what the server itself says of a primary', async () => {
    const node = cluster.node('p');
    const state = await observedState(probeOf(node));
    const [server] = await node.sql<Record<string, string>>(
      `SELECT (SELECT system_identifier::text FROM pg_control_system()) AS identifier,
              extract(epoch FROM pg_postmaster_start_time()) * 1000 AS started,
              current_setting('server_version_num') AS version`,
    );
    expect(state).toMatchObject({
      versionNum: Number(server?.['version']),
      major: 18,
      systemIdentifier: server?.['identifier'],
      timeline: 1,
      fullyVisible: true,
      syncWait: { sessions: 0, longestMs: null },
      synchronousCommitOverrides: [],
    });
    expect(Math.abs(state.startedAt - Number(server?.['started']))).toBeLessThanOrEqual(1);
    expect(Math.abs(state.serverTime - Date.now())).toBeLessThan(60_000);
    expect(state.settings).toEqual({
      clusterName: 'p',
      synchronousStandbyNames: 'FIRST 1 (s1)',
      synchronousCommit: 'on',
      walLevel: 'replica',
      hotStandby: 'on',
      maxWalSenders: 10,
      maxReplicationSlots: 10,
      maxConnections: 40,
      maxWorkerProcesses: 8,
      maxPreparedTransactions: 0,
      maxLocksPerTransaction: 64,
      walSegmentBytes: 16 * 1024 ** 2,
      walKeepBytes: 64 * 1024 ** 2,
      maxSlotWalKeepBytes: -1,
      idleSlotTimeoutMs: 0,
      archiveMode: 'off',
      hasArchiveCommand: true,
      primarySlotName: null,
      hasPrimaryConninfo: false,
      hasRestoreCommand: false,
      walSenderTimeoutMs: 5000,
      walReceiverTimeoutMs: 5000,
      walRetrieveRetryIntervalMs: 200,
      port: node.serverPort,
    });
  });

  it('follows the WAL positions of the whole chain', async () => {
    const [row] = await cluster.sql<{ lsn: string }>(
      "SELECT pg_create_restore_point('here')::text AS lsn",
    );
    const lsn = parseLsn(row?.lsn ?? '') ?? never();
    const primary = probeOf(cluster.node('p'));
    await waitUntil('the primary sees s1 replay it', async () => {
      const [sender] = (await observedState(primary)).walSenders;
      return (sender?.details?.replayLsn ?? 0n) >= lsn;
    });
    expect(primaryRole(await observedState(primary)).writeLsn).toBeGreaterThanOrEqual(lsn);
    const state = await observedState(probeOf(cluster.node('s1')));
    const role = standbyRole(state);
    expect(role.receiveLsn).toBeGreaterThanOrEqual(lsn);
    expect(role.replayLsn).toBeGreaterThanOrEqual(lsn);
    expect(role).toMatchObject({ replayPaused: false, applyDelayMs: 0 });
    expect(state.timeline).toBe(1);
  });

  it('shows walsenders, slots and receivers with what belongs to them', async () => {
    const primary = await observedState(probeOf(cluster.node('p')));
    const [sender] = primary.walSenders;
    expect(primary.walSenders).toHaveLength(1);
    expect(sender).toMatchObject({
      applicationName: 's1',
      details: {
        clientAddress: '127.0.0.1',
        state: 'streaming',
        syncState: 'sync',
        syncPriority: 1,
        slotName: 's1',
      },
    });
    expect(sender?.details?.replyAgeMs).toBeGreaterThanOrEqual(0);
    expect(primary.slots).toHaveLength(1);
    expect(primary.slots[0]).toMatchObject({
      name: 's1',
      kind: 'physical',
      active: true,
      activePid: sender?.pid,
      temporary: false,
      walStatus: 'reserved',
      invalidationReason: null,
      inactiveSince: null,
    });
    expect(primary.slots[0]?.retainedBytes).toBeGreaterThanOrEqual(0);

    const middle = await observedState(probeOf(cluster.node('s1')));
    expect(middle.walSenders.map((one) => one.applicationName)).toEqual(['s2']);
    expect(standbyRole(middle).receiver?.details).toMatchObject({
      status: 'streaming',
      receivedTimeline: 1,
      senderHost: '127.0.0.1',
      senderPort: cluster.node('p').serverPort,
      slotName: 's1',
    });

    const leaf = await observedState(probeOf(cluster.node('s2')));
    expect(standbyRole(leaf)).toMatchObject({ applyDelayMs: 5000 });
    expect(standbyRole(leaf).receiver?.details).toMatchObject({
      senderPort: cluster.node('s1').serverPort,
      slotName: null,
    });
  });

  it('shows paused replay and what the startup process waits for', async () => {
    const node = cluster.node('s1');
    const probe = probeOf(node);
    await node.pauseReplay();
    expect(standbyRole(await observedState(probe)).replayPaused).toBe(true);
    await node.resumeReplay();
    await waitUntil('replay waits for WAL again', async () => {
      const role = standbyRole(await observedState(probe));
      return !role.replayPaused && role.startupWait === 'RecoveryWalStream';
    });
  });

  it('keeps an inactive slot and what it retains in view', async () => {
    const primary = cluster.node('p');
    await primary.sql("SELECT pg_create_physical_replication_slot('idle', true)");
    await primary.sql('SELECT pg_switch_wal()');
    const slot = (await observedState(probeOf(primary))).slots.find((one) => one.name === 'idle');
    expect(slot).toMatchObject({ active: false, activePid: null, walStatus: 'reserved' });
    expect(slot?.retainedBytes).toBeGreaterThan(0);
    expect(slot?.inactiveSince).not.toBeNull();
    await primary.sql("SELECT pg_drop_replication_slot('idle')");
  });

  it('shows up to where WAL is summarized, where it is to be', async () => {
    const primary = cluster.node('p');
    const probe = probeOf(primary);
    expect((await observedState(probe)).summarizedLsn).toBeNull();
    await primary.alterSystem('summarize_wal', 'on');
    await waitUntil('the summarizer has begun', async () => {
      await primary.sql('CHECKPOINT');
      return ((await observedState(probe)).summarizedLsn ?? 0n) > 0n;
    });
    await primary.alterSystem('summarize_wal', 'off');
    expect((await observedState(probe)).summarizedLsn).toBeNull();
  });

  it('counts the sessions that wait for a synchronous standby', async () => {
    const primary = cluster.node('p');
    const probe = probeOf(primary);
    await cluster.setSynchronousStandbyNames('nobody');
    const client = await primary.client();
    const { commit } = await waitingCommit(primary, client);
    const { syncWait } = await observedState(probe);
    expect(syncWait?.sessions).toBe(1);
    expect(syncWait?.longestMs).toBeGreaterThan(0);
    await cluster.setSynchronousStandbyNames('FIRST 1 (s1)');
    await commit;
    expect((await observedState(probe)).syncWait).toEqual({ sessions: 0, longestMs: null });
    await client.end();
  });

  it('tells how long a commit inside a procedure waits, not how long the procedure has run', async () => {
    const primary = cluster.node('p');
    const probe = probeOf(primary);
    await cluster.setSynchronousStandbyNames('nobody');
    const client = await primary.client();
    const loop = client.query(`DO $$ BEGIN
      SET LOCAL synchronous_commit = off; CREATE TABLE waits_for_itself (); PERFORM pg_sleep(1.5); COMMIT;
      CREATE TABLE waits_inside (); COMMIT; END $$`);
    await waitUntil('its second commit waits', async () => {
      return (await observedState(probe)).syncWait?.sessions === 1;
    });
    const { syncWait } = await observedState(probe);
    const [{ ran } = { ran: 0 }] = await primary.sql<{ ran: number }>(
      `SELECT extract(epoch FROM clock_timestamp() - query_start)::float8 * 1000 AS ran
       FROM pg_stat_activity WHERE wait_event = 'SyncRep'`,
    );
    expect(ran).toBeGreaterThan((syncWait?.longestMs ?? Infinity) + 1000);
    await cluster.setSynchronousStandbyNames('FIRST 1 (s1)');
    await loop;
    await client.end();
  });

  it('is all there for pg_monitor, and an outline for a role that was granted nothing', async () => {
    const plain = { user: 'pgrepl_plain' } as const;
    const primary = await observedState(probeOf(cluster.node('p'), plain));
    expect(primary).toMatchObject({ fullyVisible: false, syncWait: null, timeline: 1 });
    expect(primary.walSenders).toEqual([
      { pid: expect.any(Number) as number, applicationName: 's1', details: null },
    ]);
    expect(primary.slots.map((slot) => slot.name)).toEqual(['s1']);
    expect(primary.settings.synchronousStandbyNames).toBe('FIRST 1 (s1)');

    const standby = await observedState(probeOf(cluster.node('s1'), plain));
    expect(standby).toMatchObject({ fullyVisible: false, timeline: 1 });
    expect(standbyRole(standby)).toMatchObject({
      startupWait: null,
      receiver: { pid: expect.any(Number) as number, details: null },
    });
    expect(standbyRole(standby).replayLsn).not.toBeNull();
  });
});

describe('the server-wide synchronous_commit', () => {
  let cluster: LabCluster<'p'>;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { p: {} } });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it('follows a reload on the kept connection', async () => {
    const node = cluster.node('p');
    const probe = probeOf(node);
    expect((await observedState(probe)).settings.synchronousCommit).toBe('on');
    await node.alterSystem('synchronous_commit', 'remote_apply');
    expect((await observedState(probe)).settings.synchronousCommit).toBe('remote_apply');
  });

  it('is not taken from what other roles and databases override', async () => {
    const node = cluster.node('p');
    await node.sql('CREATE ROLE "or=ders" LOGIN');
    await node.sql('CREATE DATABASE "Sh=op"');
    await node.sql('ALTER ROLE "or=ders" SET synchronous_commit = off');
    await node.sql('ALTER DATABASE "Sh=op" SET synchronous_commit = local');
    await node.sql('ALTER ROLE "or=ders" IN DATABASE "Sh=op" SET synchronous_commit = on');
    const state = await observedState(probeOf(node));
    expect(state.settings.synchronousCommit).toBe('remote_apply');
    expect(state.synchronousCommitOverrides).toHaveLength(3);
    expect(state.synchronousCommitOverrides).toEqual(
      expect.arrayContaining([
        { database: null, role: 'or=ders', value: 'off' },
        { database: 'Sh=op', role: null, value: 'local' },
        { database: 'Sh=op', role: 'or=ders', value: 'on' },
      ]),
    );
  });

  it("is unknown where pgrepl's own role or database hides it, and the override is named", async () => {
    const node = cluster.node('p');
    await node.sql('ALTER ROLE pgrepl_monitor SET synchronous_commit = off');
    const hidden = await observedState(probeOf(node));
    expect(hidden.settings.synchronousCommit).toBeNull();
    expect(hidden.synchronousCommitOverrides).toContainEqual({
      database: null,
      role: 'pgrepl_monitor',
      value: 'off',
    });
    await node.sql('ALTER ROLE pgrepl_monitor RESET synchronous_commit');
    await node.sql('ALTER DATABASE postgres SET synchronous_commit = off');
    expect((await observedState(probeOf(node))).settings.synchronousCommit).toBeNull();
    await node.sql('ALTER DATABASE postgres RESET synchronous_commit');
    expect((await observedState(probeOf(node))).settings.synchronousCommit).toBe('remote_apply');
  });
});
