import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { mayRead } from '../../../src/store/embedded/reach.js';
import { findServerUser, spawnIdentity } from '../../../src/store/embedded/run-as.js';
import { copyTemplate } from '../../../lab/postgres/template.js';
import { labUser } from '../../../lab/postgres/places.js';
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

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };

/** Whether another user can run the programs of this directory: not in a clone in root's home. */
const strangersCanRun =
  isRoot && (await mayRead(fileURLToPath(import.meta.url), { name: 'nobody', ids: nobody }, false));

afterAll(async () => {
  await endPrograms();
  await removeStores();
});

describe('the embedded server, in trouble', () => {
  it('starts although its old number belongs to another process of the same user', async () => {
    const directory = await newDirectory();
    const server = await open(directory);
    await killServer(server);
    const other = spawn('sleep', ['600'], {
      ...spawnIdentity(await findServerUser()),
      stdio: 'ignore',
    });
    const file = join(directory, 'data', 'postmaster.pid');
    const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [String(other.pid), ...rest].join('\n'));
    await server.ensureRunning();
    expect(await ask(server.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    other.kill();
    await server.stop();
  });

  it('does not start beside a session that outlived a killed server', async () => {
    const server = await open(await newDirectory());
    const client = new pg.Client({ ...server.connection });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const backend = rows[0]?.pid ?? 0;
    process.kill(backend, 'SIGSTOP');
    const former = server.pid;
    await killServer(server);
    let again = false;
    const ensured = server.ensureRunning().then(() => {
      again = true;
    });
    const log = join(server.directory, 'postgresql.log');
    await waitUntil('PostgreSQL has refused to start', async () =>
      (await readFile(log, 'utf8')).includes('pre-existing shared memory block'),
    );
    expect(again).toBe(false);
    process.kill(backend, 'SIGCONT'); // it finds its server gone, and ends
    await ensured;
    expect(server.pid).not.toBe(former);
    expect(await ask(server.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('is restarted when its socket was removed', async () => {
    const server = await open(await newDirectory());
    const former = server.pid;
    await rm(join(server.connection.host, '.s.PGSQL.5432'));
    await server.ensureRunning();
    expect(server.pid).not.toBe(former);
    expect(await ask(server.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('refuses a data directory of another major, and leaves it as it is', async () => {
    const directory = await newDirectory();
    await mkdir(directory, { recursive: true });
    if (isRoot) await chmod(directory, 0o777);
    await copyTemplate(12, join(directory, 'data'));
    await expect(open(directory)).rejects.toMatchObject({
      code: 'wrong_major',
      message: expect.stringMatching(/PostgreSQL 12.*PostgreSQL 18/) as string,
    });
    expect(await readFile(join(directory, 'data', 'PG_VERSION'), 'utf8')).toBe('12\n');
  });

  it('refuses a directory with other things in it', async () => {
    const directory = await newDirectory();
    await mkdir(join(directory, 'data'), { recursive: true });
    await writeFile(join(directory, 'data', 'thesis.txt'), 'mine');
    await expect(open(directory)).rejects.toMatchObject({ code: 'not_a_data_directory' });
    expect(await readFile(join(directory, 'data', 'thesis.txt'), 'utf8')).toBe('mine');
  });

  it('removes what an initdb that was killed left, and begins anew', async () => {
    const directory = await newDirectory();
    await mkdir(join(directory, '.initdb-123456', 'base'), { recursive: true });
    if (isRoot) await chmod(directory, 0o711);
    const server = await open(directory);
    await expect(readFile(join(directory, '.initdb-123456', 'base'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await server.stop();
  });

  it('says what to change when its configuration does not let it start', async () => {
    const directory = await newDirectory();
    const server = await open(directory);
    await server.stop();
    await writeFile(join(directory, 'data', 'postgresql.auto.conf'), "shared_buffers = 'lots'\n");
    await expect(open(directory)).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('shared_buffers') as string,
    });
  });
});

describe.runIf(isRoot)('started by root, the embedded server', () => {
  it.runIf(strangersCanRun)('lets no other user in', async () => {
    const server = await open(await newDirectory());
    const { host, port } = server.connection;
    const said = await runProgram('connect', [join(host, `.s.PGSQL.${port}`)], nobody);
    expect(said.said).toEqual({ code: 'EACCES' });
    await server.stop();
  });

  it.runIf(strangersCanRun)(
    'lets nobody in who is not root, even where the socket can be reached',
    async () => {
      const server = await open(await newDirectory());
      await chmod(server.connection.host, 0o755);
      await chmod(join(server.connection.host, '.s.PGSQL.5432'), 0o777);
      const { host, port } = server.connection;
      const said = await runProgram('connect', [join(host, `.s.PGSQL.${port}`)], nobody);
      expect(said.said).toMatchObject({ answer: expect.stringContaining('28000') as string });
      await server.stop();
    },
  );

  it('refuses a directory that its user cannot pass through, and says which', async () => {
    const directory = await newDirectory(join('private', 'store'));
    await mkdir(dirname(directory), { mode: 0o700 });
    await expect(open(directory)).rejects.toMatchObject({
      code: 'directory_unusable',
      message: expect.stringContaining(dirname(directory)) as string,
    });
  });

  it('refuses files of another user', async () => {
    const directory = await newDirectory();
    const server = await open(directory);
    await server.stop();
    const owner = await labUser();
    await give(join(directory, 'data'), nobody);
    if (owner.name === 'nobody') return;
    await expect(open(directory)).rejects.toMatchObject({ code: 'directory_unusable' });
    await give(join(directory, 'data'), owner.ids ?? nobody);
  });

  it.runIf(strangersCanRun)('works for an ordinary user in the same way', async () => {
    const directory = await newDirectory();
    await give(dirname(directory), nobody);
    const program = await runProgram('open-embedded', [directory], nobody);
    const { pid, connection } = program.said as Opened;
    const said = await runProgram('connect', [join(connection.host, '.s.PGSQL.5432')], nobody);
    expect(said.said).toMatchObject({ answer: expect.stringMatching(/^R/) as string });
    program.process.kill('SIGKILL');
    await program.ended;
    const again = await runProgram('open-embedded', [directory], nobody);
    expect(again.said).toMatchObject({ pid, adopted: true });
    again.process.kill('SIGKILL');
  });
});

function give(path: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  return chown(path, uid, gid);
}
