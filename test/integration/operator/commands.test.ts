import { afterEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import type { Major } from '../../../lab/postgres/majors.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import type { NodeHands } from '../../../src/operator/ports.js';
import { formatLsn } from '../../../src/replication/lsn.js';
import {
  controlOf,
  handsOf,
  patient,
  sourceFor,
  waitFollowing,
  waitGone,
  waitPromoted,
  waitState,
  waitUp,
} from './support.js';
import { valueOf } from '../postgres/acting.js';

let cluster: LabCluster<'a' | 'b'> | undefined;

interface Two {
  readonly a: LabNode;
  readonly b: LabNode;
  readonly onA: NodeHands;
  readonly onB: NodeHands;
}

/** A primary and its standby, and hands by command on both. */
async function twoNodes(major: Major, links = false): Promise<Two> {
  cluster = await startCluster({ major, links, nodes: { a: {}, b: { from: 'a' } } });
  const a = cluster.node('a');
  const b = cluster.node('b');
  const { nodes } = cluster;
  return { a, b, onA: await handsOf(a, nodes), onB: await handsOf(b, nodes) };
}

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

describe.each([18, 15, 12, 10] as const)('by command on %s', (major) => {
  it('a primary is stopped, another promoted, and the first follows it', async () => {
    const { a, b, onA, onB } = await twoNodes(major);
    expect(await controlOf(onA)).toMatchObject({ state: 'in production' });
    expect(await controlOf(onB)).toMatchObject({ state: 'in archive recovery' });

    valueOf(await onA.stop(patient));
    await waitState(onA, 'shut down');
    const end = await controlOf(onA);
    const [at] = await b.sql('SELECT system_identifier::text AS id FROM pg_control_system()');
    expect(at).toEqual({ id: end.systemIdentifier });
    // The control file says so before the last record has gone out.
    await waitUntil('b has the shutdown checkpoint', async () => {
      const rows = await b.sql('SELECT WHERE pg_last_wal_receive_lsn() > $1::pg_lsn', [
        formatLsn(end.checkpointLsn),
      ]);
      return rows.length > 0;
    });
    expect(end.timeline).toBe(1);

    valueOf(await onB.promote(patient));
    await waitPromoted(b);
    await b.sql("SELECT pg_create_physical_replication_slot('a', true)");
    valueOf(await onA.makeStandby(sourceFor(a, b, 'a'), patient));
    valueOf(await onA.start(patient));
    expect(await waitUp(a)).toBe('standby');
    await waitFollowing(a, b);
    expect(await b.sql('SELECT FROM pg_replication_slots WHERE active')).toHaveLength(1);

    // A restart by the lab neither loses nor contradicts what the commands have set.
    await a.restart();
    await waitFollowing(a, b);
    valueOf(await onA.restart(patient));
    await waitFollowing(a, b);
  });

  it('a diverged node is cloned anew, and keeps its own settings', async () => {
    const { a, b, onA } = await twoNodes(major);
    await a.sql("ALTER SYSTEM SET log_min_messages = 'info'");
    await b.promote();
    await a.sql('CREATE TABLE only_on_a ()');
    await b.sql('CREATE TABLE only_on_b ()');
    expect(await onA.reclone(sourceFor(a, b), patient)).toMatchObject({ kind: 'failed' });
    expect(await a.isRunning()).toBe(true);

    valueOf(await onA.stop(patient));
    await waitGone(a);
    valueOf(await onA.reclone(sourceFor(a, b), patient));
    valueOf(await onA.start(patient));
    expect(await waitUp(a)).toBe('standby');
    await waitFollowing(a, b);
    const [row] = await a.sql(
      `SELECT to_regclass('only_on_a')::text AS on_a, to_regclass('only_on_b')::text AS on_b,
        current_setting('log_min_messages') AS level, current_setting('port') AS port`,
    );
    const port = String(a.serverPort);
    expect(row).toEqual({ on_a: null, on_b: 'only_on_b', level: 'info', port });
  });

  it('a fenced primary ends, and comes up as none but by the command to start it', async () => {
    const { a, onA } = await twoNodes(major);
    valueOf(await onA.fence(patient));
    expect(await a.isRunning()).toBe(false);
    await a.start();
    expect(await waitUp(a)).toBe('standby');
    // Whether it runs or not.
    valueOf(await onA.start(patient));
    expect(await waitUp(a)).toBe('primary');
  });
});

describe('by command', () => {
  it('a primary that does not end is not fenced', async () => {
    const { a, onA } = await twoNodes(18);
    await a.freeze();
    expect(await onA.fence(patient)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('has not ended') as string,
    });
    a.thaw();
    await waitGone(a);
    // Nothing is left in it that would make it a standby one day.
    await a.start();
    expect(await waitUp(a)).toBe('primary');
  });

  it('what is running or stopped already is so', async () => {
    const { a, onA } = await twoNodes(18);
    valueOf(await onA.start(patient));
    valueOf(await onA.stop(patient));
    await waitGone(a);
    expect(await onA.stop(patient)).toMatchObject({
      kind: 'done',
      value: { state: 'shut down' },
    });
  });
});

describe('a server that others start and stop', () => {
  it("is the lab's own as before, and its links follow it", async () => {
    const { a, onA } = await twoNodes(18, true);
    const answers = async (): Promise<boolean> => {
      const client = await a.client({ port: a.port });
      void client.end().catch(() => undefined);
      return true;
    };
    valueOf(await onA.stop(patient));
    await waitGone(a);
    await waitUntil('its link refuses', () =>
      answers().then(
        () => false,
        (error: unknown) => error instanceof Error && error.message.includes('ECONNREFUSED'),
      ),
    );
    valueOf(await onA.start(patient));
    await waitUntil('its link leads to it', answers);
    await a.stop();
    expect(await a.isRunning()).toBe(false);
    await a.start();
    await waitUntil('its link leads to it again', answers);
  });
});
