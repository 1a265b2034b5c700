import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { configurationText } from '../../../lab/postgres/settings.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { actorOf, patientMs, positionBy, timed, valueOf } from './acting.js';
import { slackMs } from './support.js';

let cluster: LabCluster<'p' | 's1'>;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { p: {}, s1: { from: 'p' } } });
});

afterAll(async () => {
  await cluster.stop();
});

const hanging = `SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;

describe('a proof of a write', () => {
  it('whose commit hangs says what it waits for, and cancels nothing', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    valueOf(await actor.setSettings({ synchronous_standby_names: 'nobody' }));
    // One to commit by, and one to look by: the look has a fifth of the time.
    await Promise.all([positionBy(actor), positionBy(actor)]);
    const { result, tookMs } = await waitUntil('a commit is not confirmed', async () => {
      const proof = await timed(actor.proveWrite(5000));
      // Until the checkpointer has read the names as well, commits do not wait.
      return proof.result.kind === 'done' ? undefined : proof;
    });
    expect(result).toEqual({
      kind: 'unknown',
      detail:
        'The commit was not confirmed within 5000 ms: it waits for a synchronous standby. It stands on this node, and nobody else sees it yet.',
    });
    expect(tookMs).toBeLessThan(5000 + slackMs);
    expect(await node.sql(hanging)).toHaveLength(1);
    valueOf(await actor.setSettings({ synchronous_standby_names: null }));
    valueOf(await actor.proveWrite(patientMs));
    await waitUntil('nobody waits', async () => (await node.sql(hanging)).length === 0);
    expect(await node.logTail(200)).not.toContain('canceling wait for synchronous replication');
  });

  it('is what a client may: not where transactions are read-only', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    valueOf(await actor.setSettings({ default_transaction_read_only: 'on' }));
    expect(await actor.proveWrite(patientMs)).toMatchObject({ kind: 'failed', code: '25006' });
    valueOf(await actor.setSettings({ default_transaction_read_only: null }));
    valueOf(await actor.proveWrite(patientMs));
  });

  it('writes WAL that a standby has to have', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    const lsns: bigint[] = [];
    for (let count = 0; count < 20; count++)
      lsns.push(valueOf(await actor.proveWrite(patientMs)).lsn);
    expect(new Set(lsns).size).toBe(20);
    expect([...lsns].sort((a, b) => Number(a - b))).toEqual(lsns);
  });
});

describe('settings', () => {
  it('that PostgreSQL does not take are refused in its words', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    expect(await actor.setSettings({ synchronous_standby_names: 'FIRST (' })).toMatchObject({
      kind: 'failed',
      code: '42601',
    });
    for (const [name, value] of [
      ['synchronous_standby_names', 'a\nb'],
      ['synchronous_standby_names', 'a\0b'],
      ['x; drop table y', 'a'],
      ['search_path', 'a, b'],
    ] as const) {
      expect((await actor.setSettings({ [name]: value })).kind).toBe('failed');
    }
    const auto = await node.sql(`SELECT pg_read_file('postgresql.auto.conf') AS text`);
    expect(auto[0]?.['text']).not.toContain('synchronous_standby_names');
  });

  it('of which one is refused say what was written before it', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    const deed = await actor.setSettings({ cluster_name: 'other', wal_level: 'none' });
    expect(deed).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining(
        'cluster_name is written already and would take effect with the next reload',
      ) as string,
    });
    valueOf(await actor.setSettings({ cluster_name: null }));
  });

  it('that need a restart are done when the server says so', async () => {
    const actor = actorOf(cluster.node('p'));
    valueOf(await actor.setSettings({ max_connections: '50' }));
    valueOf(await actor.setSettings({ max_connections: null }));
  });

  it('are not called done while an error keeps the server from reading its configuration', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node, { deedTimeoutMs: 8000 });
    await node.writeFile('postgresql.conf', `${configurationText(node.settings)}broken =\n`);
    try {
      const deed = await actor.setSettings({ synchronous_standby_names: 'nobody' });
      expect(deed).toMatchObject({
        kind: 'unknown',
        detail: expect.stringContaining('has not read its configuration again') as string,
      });
    } finally {
      await node.writeConfiguration();
    }
    valueOf(await actorOf(node).setSettings({ synchronous_standby_names: null }));
  });
});

describe('slots', () => {
  it('that cannot be created say which were, and logical ones are left alone', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    expect(await actor.createSlots(['fine', 'Not Fine'])).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('(created before: fine)') as string,
    });
    valueOf(await actor.dropSlots(['fine']));
  });

  it('that lost their WAL are not counted as there', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    valueOf(await actor.createSlots(['lost']));
    valueOf(await actor.setSettings({ max_slot_wal_keep_size: '16MB', wal_keep_size: '0' }));
    await waitUntil('the slot is lost', async () => {
      for (let count = 0; count < 4; count++) {
        await node.sql(`SELECT pg_logical_emit_message(false, 'x', 'x'), pg_switch_wal()`);
      }
      await node.sql('CHECKPOINT');
      const rows = await node.sql(
        `SELECT FROM pg_replication_slots WHERE slot_name = 'lost' AND wal_status = 'lost'`,
      );
      return rows.length === 1;
    });
    expect(await actor.createSlots(['lost'])).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('WAL that it needs is gone') as string,
    });
    valueOf(await actor.dropSlots(['lost']));
    valueOf(await actor.setSettings({ max_slot_wal_keep_size: null, wal_keep_size: null }));
  });
});
