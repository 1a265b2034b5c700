import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lab/postgres/wait.js';
import { areGone, DemoProcess } from './support/demo-process.js';

/** A start on a busy machine, and its end. */
const timeout = 180_000;

const demos: DemoProcess[] = [];

afterEach(async () => {
  for (const demo of demos.splice(0)) await demo.end();
});

async function started(...options: readonly string[]): Promise<DemoProcess> {
  const demo = DemoProcess.launch('--port', '0', ...options);
  demos.push(demo);
  await demo.ready();
  return demo;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Waits until the demo's files are removed. */
async function expectNoFiles(demo: DemoProcess): Promise<void> {
  const directory = dirname(demo.configFile);
  await waitUntil(`${directory} is removed`, async () => !(await isThere(directory)));
}

describe('the demo leaves nothing behind', { timeout }, () => {
  it('after a Ctrl-C, and another that chose around its port goes on', async () => {
    const first = await started();
    const port = new URL(first.url).port;
    const second = await started('--port', port, '--no-build');
    expect(second.url).not.toBe(first.url);
    const pids = await first.processes();
    expect(pids).toContain(first.pgreplPid);

    process.kill(-first.pid, 'SIGINT'); // to the whole job, as a terminal does
    expect(await first.exitCode(), first.said).toBe(0);
    expect(first.said).toContain('Everything has stopped');
    expect(await areGone(pids)).toBe(true);
    await expectNoFiles(first);

    const state = await second.state();
    expect(state.clusters[0]?.nodes.map(({ process }) => process)).toEqual(
      Array.from({ length: 4 }, () => 'running'),
    );
    const others = await second.processes();
    process.kill(second.pid, 'SIGTERM'); // to npm alone, as a supervisor does
    expect(await second.exitCode(), second.said).toBe(0);
    expect(await areGone(others)).toBe(true);
    await expectNoFiles(second);
  });

  it('after its terminal hangs up, with servers frozen, stopped and killed', async () => {
    const demo = await started('--no-build');
    expect(await demo.act({ action: 'freeze', node: 's1' })).toEqual({ ok: true });
    expect(await demo.act({ action: 'stop', node: 's2' })).toEqual({ ok: true });
    expect(await demo.act({ action: 'kill', node: 'pg1' })).toEqual({ ok: true });
    const pids = await demo.processes();
    process.kill(-demo.pid, 'SIGHUP');
    await demo.ended;
    expect(await areGone(pids)).toBe(true);
    await expectNoFiles(demo);
  });

  it('after its own process is killed', async () => {
    const demo = await started('--no-build');
    await demo.act({ action: 'freeze', node: 's1' });
    const pids = await demo.processes();
    process.kill(await demo.demoPid(), 'SIGKILL');
    expect(await demo.ended).not.toBe(0);
    expect(await areGone(pids)).toBe(true);
    await expectNoFiles(demo);
  });

  it('after the npm that started it is killed', async () => {
    const demo = await started('--no-build');
    const pids = await demo.processes();
    process.kill(demo.pid, 'SIGKILL');
    expect(await areGone(pids)).toBe(true);
    await expectNoFiles(demo);
  });

  it.each([/Starting four/, /Starting pgrepl/])('after a Ctrl-C while it says %s', async (what) => {
    const demo = DemoProcess.launch('--port', '0', '--no-build');
    demos.push(demo);
    await demo.says(what, timeout / 2);
    process.kill(-demo.pid, 'SIGSTOP'); // while its processes are counted it must not get any further
    const pids = await demo.processes();
    process.kill(-demo.pid, 'SIGINT');
    process.kill(-demo.pid, 'SIGCONT');
    expect(await demo.exitCode(), demo.said).toBe(0);
    expect(await areGone(pids)).toBe(true);
    expect(demo.said).not.toContain('Ready');
  });
});

it('says what is wrong with its options', async () => {
  const demo = DemoProcess.launch('--port', 'abc');
  expect(await demo.ended).not.toBe(0);
  expect(demo.said).toContain('A port is a number from 0 (any) to 65535.');
  expect(demo.said).toContain('Usage: npm run demo --');
});
