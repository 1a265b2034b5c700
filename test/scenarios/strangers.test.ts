import type { EventEmitter } from 'node:events';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { FakeStandby } from '../integration/sync-names/fake-standby.js';
import { examined } from './support/examined.js';
import { Watch } from './support/watch.js';

let orders: LabCluster<'pg1' | 's1' | 'u1'>;
let billing: LabCluster<'pg1' | 's1'>;
let watch: Watch;

beforeAll(async () => {
  [orders, billing] = await Promise.all([
    startCluster({ links: true, nodes: { pg1: {}, s1: { from: 'pg1' }, u1: { from: 'pg1' } } }),
    startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } }),
  ]);
});

afterEach(() => watch.stop());

afterAll(() => Promise.all([orders.stop(), billing.stop()]));

/** A base backup that goes on for as long as nobody ends it: at 32 kB a second. */
async function slowBackup(): Promise<{ readonly end: () => void }> {
  const options: pg.ClientConfig & { replication: string } = {
    application_name: 'nightly',
    replication: 'true',
  };
  const client = await orders.node('pg1').client(options);
  const { connection } = client as unknown as {
    connection: EventEmitter & {
      query: (text: string) => void;
      stream: { destroy: () => void };
    };
  };
  connection.query(
    orders.node('pg1').major >= 15
      ? "BASE_BACKUP (LABEL 'nightly', CHECKPOINT 'fast', MAX_RATE 32, WAL false, MANIFEST 'no')"
      : "BASE_BACKUP LABEL 'nightly' FAST MAX_RATE 32",
  );
  return {
    end: () => {
      connection.stream.destroy();
    },
  };
}

describe('who receives WAL without being configured', () => {
  it('is shown as an unmanaged standby, and is nobody’s trouble when it goes', async () => {
    watch = new Watch(orders, { nodes: ['pg1', 's1'] });
    await watch.allWell();
    await watch.until(() => watch.snapshot.topology?.unmanaged.length === 1, 'u1 is seen');
    expect(watch.snapshot.topology?.unmanaged).toMatchObject([
      { upstream: 'pg1', applicationName: 'u1', state: 'streaming', syncState: 'async' },
    ]);
    expect(watch.status).toMatch(/├─ s1 +async +streaming /);
    expect(watch.status).toMatch(
      /└─ u1 +async +streaming +\d+ k?B +\? +not configured, 127\.0\.0\.1/,
    );
    await orders.node('u1').kill();
    await watch.until(() => watch.snapshot.topology?.unmanaged.length === 0, 'u1 is gone');
    expect(watch.snapshot.findings).toEqual([]);
    expect(watch.incidents).toEqual([]);
    await orders.node('u1').start();
    await orders.waitStreaming('u1');
  });

  it('is told apart from a standby if it is pg_receivewal or a base backup', async () => {
    watch = new Watch(orders);
    await watch.allWell();
    const receiver = await FakeStandby.start('vault', orders.node('pg1'), 'pg_receivewal');
    const backup = await slowBackup();
    const kinds = (): Record<string, string> =>
      Object.fromEntries(
        watch.snapshot.topology?.otherWalSenders.map((one) => [one.applicationName, one.kind]) ??
          [],
      );
    try {
      await watch.until(() => kinds()['vault'] === 'wal-receive', 'the receiver is known');
      await watch.until(() => kinds()['nightly'] === 'base-backup', 'the backup is known');
      expect(watch.status).toMatch(/─ vault +no standby +receives WAL/);
      expect(watch.status).toMatch(/─ nightly +no standby +base backup/);
      expect(watch.snapshot.topology?.unmanaged).toEqual([]);
    } finally {
      backup.end();
      await receiver.stop();
    }
    await watch.until(() => Object.keys(kinds()).length === 0, 'both are gone');
    expect(watch.snapshot.findings).toEqual([]);
    expect(watch.incidents).toEqual([]);
  });

  it('is no standby even under the name of one that is lost', async () => {
    watch = new Watch(orders);
    await watch.allWell();
    await orders.node('u1').kill();
    await watch.finds('standby-disconnected', 'u1');
    const receiver = await FakeStandby.start('u1', orders.node('pg1'), 'pg_receivewal');
    try {
      await watch.until(
        () => watch.snapshot.topology?.otherWalSenders[0]?.kind === 'wal-receive',
        'the receiver is known',
      );
      expect(watch.snapshot.findings).toMatchObject([
        { kind: 'standby-disconnected', subject: 'u1' },
      ]);
      expect(watch.node('u1')?.senderRow).toBeNull();
    } finally {
      await receiver.stop();
    }
    await orders.node('u1').start();
    await watch.allWell();
  });
});

describe('a server of another system', () => {
  const identifierOf = async (cluster: LabCluster): Promise<string> => {
    const [row] = await cluster.firstPrimary.sql<{ id: string }>(
      'SELECT system_identifier::text AS id FROM pg_control_system()',
    );
    return row?.id ?? '';
  };

  it.each(['pg1', 's1'] as const)('(its %s) behind a standby’s URL is named', async (which) => {
    const { port } = billing.node(which);
    const options = { nodes: ['pg1', 's1'], further: { s2: port } };
    watch = new Watch(orders, options);
    await watch.allAnswer();
    const found = await watch.finds('wrong-server', 's2');
    const [ours, theirs] = [await identifierOf(orders), await identifierOf(billing)];
    expect(found.what).toBe(
      `The server at 127.0.0.1:${port} that is configured as s2 belongs to another system: its identifier is ${theirs}, that of orders is ${ours}.`,
    );
    expect(watch.status).toMatch(new RegExp(`\\ns2 +foreign +not counted +other system ${theirs}`));
    // Neither its role nor who receives from it counts.
    const { topology, findings } = watch.snapshot;
    expect(topology?.primary).toMatchObject({ kind: 'one', node: 'pg1' });
    expect(topology?.unmanaged.map(({ applicationName }) => applicationName)).toEqual(['u1']);
    expect(watch.node('s1')?.upstream).toMatchObject({ kind: 'node', node: 'pg1' });
    expect(findings).toHaveLength(1);
    expect(watch.incidents).toHaveLength(1);
    // Nothing of its set-up is held against the others.
    const report = await examined(orders, watch, options);
    expect(report).toMatchObject({
      surveyed: ['pg1', 's1'],
      unseen: [{ node: 's2', why: 'is a server of another system' }],
    });
    expect(report.troubles.some(({ node, check }) => node === 's2' && check !== 'takeover')).toBe(
      false,
    );
  });

  it('behind the primary’s URL is not taken for the primary', async () => {
    const further = { pg1: billing.node('pg1').port };
    watch = new Watch(orders, { nodes: ['s1', 'u1'], further });
    await watch.finds('wrong-server', 'pg1');
    const lost = await watch.finds('primary-unreachable');
    expect(lost.consequence).not.toContain('is down');
    expect(watch.snapshot.topology?.primary).toEqual({ kind: 'unreachable', node: 'pg1' });
    await watch.until(() => watch.node('s1')?.upstream?.kind === 'address', 's1 has answered');
    await waitUntil('both are one incident', () => watch.snapshot.incidents.length === 1);
  });

  it('in the place of all of them, as after a pg_upgrade, is one finding until it is declared', async () => {
    watch = new Watch(orders, { nodes: ['pg1', 's1'] });
    await watch.allWell();
    const before = watch.memory;
    expect(before.systemIdentifier).toBe(await identifierOf(orders));
    const lead = (to: LabCluster<'pg1' | 's1'>): void => {
      for (const name of ['pg1', 's1'] as const) {
        orders.node(name).monitorLink.retarget(to.node(name).serverPort);
      }
    };
    lead(billing);
    try {
      const found = await watch.finds('system-replaced');
      const now = await identifierOf(billing);
      expect(found.next).toContain(`\`system_identifier: '${now}'\``);
      await watch.until(() => watch.snapshot.findings.length === 1, 'it is the only finding');
      expect(watch.incidents).toHaveLength(1);
      expect(watch.memory.systemIdentifier).toBe(before.systemIdentifier);
      await watch.stop();

      watch = new Watch(orders, {
        nodes: ['pg1', 's1'],
        memory: watch.memory,
        config: `system_identifier: '${now}'`,
      });
      await watch.allWell();
      expect(watch.node('s1')?.upstream).toMatchObject({ kind: 'node', node: 'pg1' });
      // It is remembered from then on, whether or not it stays in the configuration.
      await watch.stop();
      watch = new Watch(orders, { nodes: ['pg1', 's1'], memory: watch.memory });
      await watch.allWell();
    } finally {
      lead(orders);
    }
  });
});
