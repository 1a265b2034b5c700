import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { identify } from '../../../src/store/embedded/processes.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import {
  ask,
  killServer,
  newDirectory,
  open,
  removeStores,
  type Opened,
} from './programs/embedded.js';
import { endPrograms, runProgram } from './programs/run.js';

afterAll(async () => {
  await endPrograms();
  await removeStores();
});

describe('the embedded server', () => {
  it('is durable, small, and reached through a private socket alone', async () => {
    const server = await open(await newDirectory());
    expect(server.adopted).toBe(false);
    const rows = await ask(
      server.connection,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes',
         'synchronous_commit', 'data_checksums', 'listen_addresses', 'cluster_name')`,
    );
    expect(Object.fromEntries(rows.map((row) => [row['name'], row['setting']]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      listen_addresses: '',
      cluster_name: 'pgrepl store',
    });
    expect((await stat(server.connection.host)).mode & 0o777).toBe(0o700);
    await server.stop();
    expect(await identify(server.pid, join(server.directory, 'data'))).toBe('gone');
  });

  it('keeps what was written over a stop, and is not started again by whoever stopped it', async () => {
    const directory = await newDirectory();
    const first = await open(directory);
    await ask(first.connection, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await expect(first.ensureRunning()).rejects.toMatchObject({ code: 'stopped' });
    const second = await open(directory);
    expect(second.adopted).toBe(false);
    expect(await ask(second.connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('tells nothing of our environment to the server', async () => {
    const directory = await newDirectory();
    const program = await runProgram('open-embedded', [directory], {
      env: { ...process.env, SLACK_BOT_TOKEN: 'xoxb-not-for-the-server' },
    });
    const { pid } = program.said as Opened;
    program.process.kill('SIGKILL');
    if (process.platform !== 'linux') return;
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toContain('xoxb');
  });

  it('finds a short place for its socket when its own path is long', async () => {
    const server = await open(await newDirectory(join('a'.repeat(60), 'b'.repeat(60))));
    expect(server.connection.host.startsWith(server.directory)).toBe(false);
    expect(await ask(server.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('lives in a path with an apostrophe, a comma, spaces and a backslash', async () => {
    const server = await open(await newDirectory(`it's a, b\\c`));
    expect(await ask(server.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });
});

describe('after a crash of pgrepl', () => {
  it.each([
    ['killed', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['interrupted with its whole process group', (pid: number) => process.kill(-pid, 'SIGINT')],
  ])('(%s) the server goes on and is adopted', async (_, end) => {
    const directory = await newDirectory();
    const owner = await runProgram('open-embedded', [directory], { detached: true });
    const { pid, connection, adopted } = owner.said as Opened;
    expect(adopted).toBe(false);
    await ask(connection, 'CREATE TABLE before AS SELECT 7 AS n');
    end(owner.pid);
    await owner.ended;

    const server = await open(directory);
    expect(server).toMatchObject({ adopted: true, pid, connection });
    expect(await ask(server.connection, 'SELECT n FROM before')).toEqual([{ n: 7 }]);
    await server.stop();
  });

  it('and of the server, what was acknowledged is there', async () => {
    const directory = await newDirectory();
    const owner = await runProgram('open-embedded', [directory]);
    const { pid, connection } = owner.said as Opened;
    await ask(connection, 'CREATE TABLE written (n int)');
    const writer = new pg.Client({ ...connection });
    writer.on('error', () => undefined);
    await writer.connect();
    let acknowledged = 0;
    const writing = (async (): Promise<void> => {
      for (;;) {
        await writer.query('INSERT INTO written VALUES ($1)', [acknowledged + 1]);
        acknowledged += 1;
      }
    })();
    const broken = expect(writing).rejects.toThrow();
    await waitUntil('rows were written', () => acknowledged > 50);
    process.kill(owner.pid, 'SIGKILL');
    await killServer({ pid, directory });
    await broken;

    const server = await open(directory);
    expect(server.adopted).toBe(false);
    const [row] = await ask(server.connection, 'SELECT count(*)::int, max(n) FROM written');
    expect(Number(row?.['max'])).toBeGreaterThanOrEqual(acknowledged);
    expect(row?.['count']).toBe(row?.['max']);
    await server.stop();
  });
});

describe('two processes at once', () => {
  it('make one server, and both use it', async () => {
    const directory = await newDirectory();
    const programs = await Promise.all(
      [1, 2, 3].map(() => runProgram('open-embedded', [directory])),
    );
    const said = programs.map((program) => program.said as Opened);
    expect(new Set(said.map(({ pid }) => pid)).size).toBe(1);
    expect(said.filter(({ adopted }) => !adopted)).toHaveLength(1);
    const makers = said.filter(({ log }) => log.some((line) => line.startsWith('making')));
    expect(makers).toHaveLength(1);
    for (const program of programs) program.process.kill('SIGKILL');
  });

  it('start one server again after it was killed', async () => {
    const directory = await newDirectory();
    const [one, two] = [await open(directory), await open(directory)];
    await ask(one.connection, 'CREATE TABLE mine AS SELECT 1 AS n');
    await killServer(one);
    await Promise.all([
      one.ensureRunning(),
      two.ensureRunning(),
      one.ensureRunning(),
      two.ensureRunning(),
    ]);
    expect(one.pid).toBe(two.pid);
    expect(await ask(two.connection, 'SELECT n FROM mine')).toEqual([{ n: 1 }]);
    await one.stop();
  });
});
