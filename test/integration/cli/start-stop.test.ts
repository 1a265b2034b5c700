import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endServerOf } from '../../../lab/postgres/end.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

let directory: string;
/** Takes connections and says nothing: a Slack that hangs. */
let silence: Server;
let silentPort: number;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pgrepl-start-'));
  // Where root runs the tests, the store's server runs as somebody else.
  await chmod(directory, 0o755);
  silence = createServer().listen(0, '127.0.0.1');
  await once(silence, 'listening');
  silentPort = (silence.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  silence.close();
  await endServerOf(join(directory, 'store', 'data'));
  // A killed one's initdb may write for a while longer.
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<readonly unknown[]>;
}

async function pgrepl(command: readonly string[], further = ''): Promise<Run> {
  const file = join(directory, 'pgrepl.yaml');
  await writeFile(
    file,
    [
      "slack: { channel: '#orders' }",
      'store: { directory: store }',
      'clusters: { orders: { nodes: { pg1: { host: 127.0.0.1, port: 1 } } } }',
      further,
    ].join('\n'),
  );
  await writeFile(
    join(directory, '.env'),
    `SLACK_BOT_TOKEN=xoxb-1-planted\nSLACK_APP_TOKEN=xapp-1-planted\nSLACK_API_URL=http://127.0.0.1:${silentPort}/api/\n`,
  );
  const child = spawn(process.execPath, ['--import', tsx, main, ...command, '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: directory },
  });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
  }
  return { child, said: () => text, ended: once(child, 'exit') };
}

/** What is being made of a new store now. */
const unfinished = async (): Promise<readonly string[]> =>
  (await readdir(join(directory, 'store')).catch(() => [])).filter((name) =>
    name.startsWith('.initdb-'),
  );

const isServerLeft = (): boolean => existsSync(join(directory, 'store', 'data', 'postmaster.pid'));

it('stops in order while it still waits for a Slack that does not answer', async () => {
  const { child, said, ended } = await pgrepl(['start']);
  await waitUntil('the store is up', () => said().includes('the store is up'), { detail: said });
  expect(isServerLeft()).toBe(true);
  child.kill('SIGINT');
  expect(await ended, said()).toEqual([0, null]);
  expect(said()).toContain('pgrepl has stopped');
  expect(said()).not.toContain('planted');
  expect(isServerLeft()).toBe(false);
});

it('obeys a second request at once', async () => {
  const { child, said, ended } = await pgrepl(['start']);
  await waitUntil('the store is up', () => said().includes('the store is up'), { detail: said });
  child.kill('SIGINT');
  await waitUntil('it heeds the first', () => said().includes('is asked to stop'), {
    detail: said,
  });
  child.kill('SIGTERM');
  expect(await ended, said()).toEqual([143, null]);
  // What it left running is for the next one to adopt and to stop.
  const next = await pgrepl(['start']);
  await waitUntil('the next one has the store', () => next.said().includes('the store is up'), {
    detail: next.said,
  });
  next.child.kill('SIGTERM');
  expect(await next.ended, next.said()).toEqual([0, null]);
  expect(isServerLeft()).toBe(false);
});

it('leaves no server behind when it can not start', async () => {
  const { said, ended } = await pgrepl(['start'], `http: { port: ${silentPort} }`);
  expect(await ended, said()).toEqual([1, null]);
  expect(said()).toContain('choose another port');
  expect(isServerLeft()).toBe(false);
});

it('ends in order also when nobody reads its log any more', async () => {
  const { child, said, ended } = await pgrepl(['start'], 'log_level: trace');
  await waitUntil('the store is up', () => said().includes('the store is up'), { detail: said });
  child.stderr?.destroy();
  child.stdout?.destroy();
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(isServerLeft()).toBe(false);
});

it('comes up beside the remains of one that was killed while it made the store', async () => {
  const killed = await pgrepl(['start']);
  await waitUntil('it makes the store', async () => (await unfinished()).length > 0, {
    everyMs: 5,
    detail: killed.said,
  });
  killed.child.kill('SIGKILL');
  await killed.ended;
  const { child, said, ended } = await pgrepl(['start']);
  await waitUntil('the store is up', () => said().includes('the store is up'), { detail: said });
  expect(await unfinished()).toEqual([]);
  child.kill('SIGTERM');
  expect(await ended, said()).toEqual([0, null]);
});

describe('a command that only looks', () => {
  it('is interrupted while it makes the store, and leaves nothing of it', async () => {
    const { child, said, ended } = await pgrepl(['check']);
    await waitUntil('it makes the store', async () => (await unfinished()).length > 0, {
      everyMs: 5,
      detail: said,
    });
    child.kill('SIGINT');
    expect(await ended, said()).toEqual([null, 'SIGINT']);
    expect(await readdir(join(directory, 'store'))).not.toContain('data');
    expect(await unfinished()).toEqual([]);
    expect(said()).toContain('Configuration');
    expect(said()).not.toContain('Store');
  });

  it('is interrupted while a server runs for it, and leaves none', async () => {
    const { child, said, ended } = await pgrepl(['check']);
    await waitUntil('the server runs', isServerLeft, { everyMs: 1, detail: said });
    child.kill('SIGTERM');
    expect(await ended, said()).toEqual([null, 'SIGTERM']);
    expect(isServerLeft()).toBe(false);
  });

  it('is interrupted at once while it waits for a Slack that does not answer', async () => {
    const { child, said, ended } = await pgrepl(['check']);
    await waitUntil('the store was looked at', () => said().includes('Store'), { detail: said });
    child.kill('SIGINT');
    expect(await ended, said()).toEqual([null, 'SIGINT']);
    expect(isServerLeft()).toBe(false);
  });
});
