import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { makeRunDirectory } from '../../../lab/postgres/places.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { maxLsn } from '../../../src/replication/lsn.js';
import type { NodeActor } from '../../../src/operations/node-actor.js';
import { actorOf, patientMs, positionBy, valueOf } from './acting.js';
import { observedState, probeOf, waitingCommit } from './support.js';
import { WireProxy } from './wire-proxy.js';

const secret = 'correct-horse-battery';
const op = { user: 'op', watchesAs: { user: 'pgrepl_monitor', database: 'postgres' } } as const;

/** With what an editor or a tool may leave in it: CRLF, a byte that is no UTF-8, no last line end. */
const rules = [
  '# caf\xe9\r',
  'local  all         all                    trust',
  'host   all         app       127.0.0.1/32 scram-sha-256',
  'host   all         barred    127.0.0.1/32 reject',
  'host   all         +staff    127.0.0.1/32 trust  # op is one of them',
  'host   replication "odd, repl",postgres 127.0.0.1/32 trust',
  'host   postgres    all       127.0.0.1    255.255.255.255 trust',
].join('\n');

describe.each([18, 10] as const)('clients of a running primary, on %i', (major) => {
  let cluster: LabCluster<'p' | 's1'>;
  let sockets: string;
  const clients: pg.Client[] = [];

  const hbaFile = (): string => join(cluster.node('p').dataDirectory, 'pg_hba.conf');
  const copyFile = (): string => `${hbaFile()}.before-pgrepl-fence`;
  const original = Buffer.from(rules, 'latin1');
  const actor = (): NodeActor => actorOf(cluster.node('p'), op);

  async function client(
    config: pg.ClientConfig & { replication?: string } = {},
  ): Promise<pg.Client> {
    const opened = await cluster.node('p').client(config);
    clients.push(opened);
    return opened;
  }

  async function writeHba(bytes: Buffer): Promise<void> {
    await cluster.node('p').writeFile('pg_hba.conf', bytes);
  }

  const ways = (): Readonly<Record<string, pg.ClientConfig & { replication?: string }>> => ({
    'by trust': {},
    'by a password': { user: 'app', password: secret },
    'by a group': { user: 'member', database: 'template1' },
    'by a socket': { host: sockets },
    'to decode': { replication: 'database' },
  });

  /** Who gets in, of all that do while nobody is locked out. */
  async function whoGetsIn(): Promise<readonly string[]> {
    const names = await Promise.all(
      Object.entries(ways()).map(async ([name, config]) => {
        try {
          const opened = await cluster.node('p').client(config);
          await opened.end();
          return [name];
        } catch (error) {
          expect(error).toMatchObject({ code: '28000' });
          return [];
        }
      }),
    );
    return names.flat();
  }

  const all = ['by trust', 'by a password', 'by a group', 'by a socket', 'to decode'];

  beforeAll(async () => {
    sockets = await makeRunDirectory('pgs-');
    cluster = await startCluster({
      major,
      settings: { password_encryption: 'scram-sha-256' },
      nodes: {
        p: { settings: { unix_socket_directories: sockets } },
        s1: { from: 'p', slot: true },
      },
    });
    const { sql } = { sql: (text: string) => cluster.node('p').sql(text) };
    await sql('CREATE ROLE staff');
    await sql('CREATE ROLE op LOGIN SUPERUSER IN ROLE staff');
    await sql('CREATE ROLE member LOGIN IN ROLE staff');
    await sql(`CREATE ROLE app LOGIN PASSWORD '${secret}'`);
    await sql('CREATE TABLE rows (n integer)');
    await sql('GRANT INSERT ON rows TO app');
    await writeHba(original);
    await cluster.node('p').reload();
  });

  afterEach(async () => {
    for (const each of clients.splice(0)) each.connection.stream.destroy();
    valueOf(await actor().letIn(patientMs));
  });

  afterAll(() => cluster.stop());

  it('are locked out, each and every one, while standbys and pgrepl stay; and let in again', async () => {
    const p = cluster.node('p');
    expect(await whoGetsIn()).toEqual(all);
    const sessions = await Promise.all(Object.values(ways()).map((config) => client(config)));
    const ended = sessions.map((each) => new Promise<void>((resolve) => each.on('end', resolve)));
    const writer = await client({ user: 'app', password: secret });
    await writer.query('BEGIN');
    await writer.query('INSERT INTO rows VALUES (1)');
    // Its commit would wait for ever, and so would one of pgrepl's own.
    await p.setSynchronousStandbyNames('nobody');
    const hung = await waitingCommit(p, await client());
    const stubborn = retrying(() => client({ connectionTimeoutMillis: 1000 }));
    await waitUntil('somebody comes in again and again', () => stubborn.times.length > 2);
    const before = await stat(hbaFile());

    const locked = valueOf(await actor().lockOut(patientMs));
    const lockedAt = performance.now();
    expect(locked).toMatchObject({
      wasLocked: false,
      workers: [],
      preparedTransactions: 0,
      copy: copyFile(),
    });
    expect(locked.endedSessions).toBeGreaterThanOrEqual(sessions.length + 2);
    await Promise.all(ended);
    await expect(hung.commit).rejects.toThrow();
    await expect(writer.query('COMMIT')).rejects.toThrow();
    expect(await whoGetsIn()).toEqual([]);
    const fence = await readFile(hbaFile(), 'utf8');
    expect(fence).toContain(
      'host replication "odd, repl","postgres" "127.0.0.1" 255.255.255.255 trust',
    );
    expect(await readFile(copyFile())).toEqual(original);
    const { mode, uid } = await stat(hbaFile());
    expect({ mode, uid }).toEqual({ mode: before.mode, uid: before.uid });

    // pgrepl watches and acts on; the standby streams on, and again after a restart.
    expect((await observedState(probeOf(p))).role.kind).toBe('primary');
    await cluster.node('s1').restart();
    const [acting, receiving] = [actor(), actorOf(cluster.node('s1'))];
    await waitUntil('s1 streams', async () => {
      return (await positionBy(acting)).streaming.includes('s1');
    });
    await waitUntil('s1 has what was written', async () => {
      const { receivedLsn, replayedLsn } = await positionBy(receiving);
      return (maxLsn(receivedLsn, replayedLsn) ?? 0n) >= locked.endLsn;
    });

    expect(valueOf(await actor().lockOut(patientMs))).toMatchObject({ wasLocked: true });
    expect(await readFile(copyFile())).toEqual(original);
    stubborn.stop();
    expect(stubborn.times.filter((at) => at > lockedAt)).toEqual([]);

    expect(valueOf(await actor().letIn(patientMs))).toEqual({ restored: true });
    expect(await readFile(hbaFile())).toEqual(original);
    expect(await whoGetsIn()).toEqual(all);
    expect(valueOf(await actor().letIn(patientMs))).toEqual({ restored: false });
    await p.setSynchronousStandbyNames('');
  });

  it('are locked out, and let in, also where the last who tried was broken off', async () => {
    valueOf(await actor().lockOut(patientMs));
    const fence = await readFile(hbaFile(), 'latin1');
    for (const length of [0, 10, fence.length - 5]) {
      await writeHba(Buffer.from(fence.slice(0, length), 'latin1'));
      valueOf(await actor().letIn(patientMs));
      expect(await readFile(hbaFile()), String(length)).toEqual(original);
      await writeHba(Buffer.from(fence.slice(0, length), 'latin1'));
      valueOf(await actor().lockOut(patientMs));
      expect(await readFile(hbaFile(), 'latin1'), String(length)).toBe(fence);
      expect(await readFile(copyFile()), String(length)).toEqual(original);
    }
  });

  it('are let in again, or locked out for good, wherever pgrepl ends: nothing of it is lost', async () => {
    const states: string[] = [];
    const acting = actor();
    // The statements are the same on both: here all of them, there some.
    const step = major === 18 ? 1 : 7;
    for (let breakAt = 1, isOver = false; !isOver; breakAt += step) {
      const proxy = await WireProxy.open(cluster.node('p').port);
      let statements = 0;
      // Each statement ends with a Sync, or is a simple Query: none from this one on arrives.
      proxy.endOn = (message) => {
        if ('SQ'.includes(message)) statements += 1;
        return statements >= breakAt;
      };
      const ending = actorOf(proxy.port, { ...op, sslMode: 'disable' });
      const deed = await ending.lockOut(patientMs);
      ending.close();
      isOver = statements < breakAt;
      expect(deed.kind === 'done', `${breakAt}: ${deed.kind}`).toBe(isOver);
      const state = (await readFile(hbaFile())).equals(original) ? 'open' : 'locked';
      if (states.at(-1) !== state) states.push(state);
      if (state === 'open') {
        await (await client()).end();
        continue;
      }
      expect(await readFile(copyFile()), String(breakAt)).toEqual(original);
      if (breakAt % 4 === 0) {
        valueOf(await acting.lockOut(patientMs));
        expect(await whoGetsIn(), String(breakAt)).toEqual([]);
      }
      valueOf(await acting.letIn(patientMs));
      expect(await readFile(hbaFile()), String(breakAt)).toEqual(original);
      expect(await whoGetsIn(), String(breakAt)).toEqual(all);
    }
    // It was broken off on either side of the moment that the file is written.
    expect(states).toEqual(['open', 'locked']);
  }, 120_000);

  it('stay where the file has an error, and nothing is changed', async () => {
    const broken = Buffer.from(`${rules}\nhost all all nonsense\n`, 'latin1');
    await writeHba(broken);
    const session = await client();
    const deed = await actor().lockOut(patientMs);
    expect(deed).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('line 8') as unknown,
    });
    expect(await readFile(hbaFile())).toEqual(broken);
    await session.query('SELECT 1');
    await writeHba(original);
  });

  it('stay where pgrepl would lock itself out, and the file is put back', async () => {
    const acting = actor();
    await positionBy(acting);
    const without = Buffer.from('host all postgres,pgrepl_monitor 127.0.0.1/32 trust\n');
    await writeHba(without);
    const session = await client();
    const deed = await acting.lockOut(patientMs);
    expect(deed).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('pgrepl itself would not get in') as unknown,
    });
    expect(await readFile(hbaFile())).toEqual(without);
    await session.query('SELECT 1');
    await writeHba(original);
    await cluster.node('p').reload();
  });

  it('stay where they use the role that pgrepl acts by, or one that is no superuser', async () => {
    const session = await client({ user: 'op', application_name: 'psql' });
    expect(await actor().lockOut(patientMs)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('under op too') as unknown,
    });
    const watching = actorOf(cluster.node('p'), { user: 'pgrepl_monitor' });
    expect(await watching.lockOut(patientMs)).toMatchObject({ kind: 'failed', code: '42501' });
    await session.query('SELECT 1');
    expect(await readFile(hbaFile())).toEqual(original);
  });
});

/** Somebody who comes in, writes and comes in again, and when that was acknowledged. */
function retrying(connect: () => Promise<pg.Client>): {
  readonly times: readonly number[];
  readonly stop: () => void;
} {
  const times: number[] = [];
  const state = { ended: false };
  const run = async (): Promise<void> => {
    while (!state.ended) {
      try {
        const session = await connect();
        await session.query('SET synchronous_commit = off');
        await session.query('INSERT INTO rows VALUES (3)');
        times.push(performance.now());
        await session.end();
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  void run();
  return {
    times,
    stop: () => {
      state.ended = true;
    },
  };
}
