import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  openEmbeddedServer,
  type EmbeddedConnection,
  type EmbeddedServer,
} from '../../../../src/store/embedded/server.js';
import { identify } from '../../../../src/store/embedded/processes.js';
import { endServerOf } from '../../../../lab/postgres/end.js';
import { waitUntil } from '../../../../lab/postgres/wait.js';

/** What `open-embedded` says. */
export interface Opened {
  readonly pid: number;
  readonly adopted: boolean;
  readonly connection: EmbeddedConnection;
  readonly log: readonly string[];
}

const log = { info: (): void => undefined, warn: (): void => undefined };
const made: string[] = [];

/** A new directory for a store; see {@link removeStores}. */
export async function newDirectory(name = 'store'): Promise<string> {
  const parent = await mkdtemp(join(await realpath(tmpdir()), 'pgrepl-embedded-'));
  made.push(join(parent, name));
  await chmod(parent, 0o755);
  return join(parent, name);
}

/** Ends the servers in all directories that were made, and removes these. */
export async function removeStores(): Promise<void> {
  for (const directory of made.splice(0)) {
    await endServerOf(join(directory, 'data'));
    // The socket is elsewhere for a long path; the log tells where, even of a stopped server.
    const said = await readFile(join(directory, 'postgresql.log'), 'utf8').catch(() => '');
    for (const [, socket = ''] of said.matchAll(/Unix socket "(.*)\/\.s\.PGSQL/g)) {
      await rm(socket, { recursive: true, force: true });
    }
    const parent = directory.slice(0, directory.indexOf('/', directory.indexOf('embedded-')));
    await rm(parent, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

export function open(directory: string): Promise<EmbeddedServer> {
  return openEmbeddedServer({ directory, log });
}

/** Kills a server, and waits until the system has really ended it. */
export async function killServer(server: {
  readonly pid: number;
  readonly directory: string;
}): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await waitUntil('the server is gone', async () => {
    return (await identify(server.pid, join(server.directory, 'data'))) === 'gone';
  });
}

/** Runs one statement on an embedded server. */
export async function ask(
  connection: EmbeddedConnection,
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ ...connection });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
