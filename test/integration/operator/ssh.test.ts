import { access } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { labCommands, type LabCommands } from '../../../lab/postgres/commands.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { argvWords } from '../../../src/operations/steps/exact.js';
import { valueOf } from '../postgres/acting.js';
import { hasSshd, startSshd, type Sshd } from './sshd.js';
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

const installed = await hasSshd();

it.runIf(process.env['CI'] === 'true')('a server for ssh is installed', () => {
  expect(installed).toBe(true);
});

describe.skipIf(!installed)('over ssh', () => {
  let sshd: Sshd;
  let cluster: LabCluster | undefined;

  beforeAll(async () => {
    sshd = await startSshd();
  });

  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });

  afterAll(async () => {
    await sshd.stop();
  });

  /** The commands as `ssh` has to be given them: the shell on the other side takes them apart. */
  function over(
    ssh: readonly string[],
    commands: LabCommands,
  ): Record<keyof LabCommands, string[]> {
    return Object.fromEntries(
      Object.entries(commands).map(([name, argv]) => [name, [...ssh, argvWords(argv)]]),
    ) as Record<keyof LabCommands, string[]>;
  }

  it('a primary is stopped, another promoted, and the first follows it', async () => {
    cluster = await startCluster({ nodes: { a: {}, b: { from: 'a' } } });
    const a = cluster.node('a');
    const b = cluster.node('b');
    const wrap = (commands: LabCommands): Record<string, string[]> => over(sshd.ssh, commands);
    const onA = await handsOf(a, cluster.nodes, { wrap });
    const onB = await handsOf(b, cluster.nodes, { wrap });
    expect(await controlOf(onA)).toMatchObject({ state: 'in production' });
    valueOf(await onA.stop(patient));
    await waitState(onA, 'shut down');
    valueOf(await onB.promote(patient));
    await waitPromoted(b);
    const source = sourceFor(a, b);
    const conninfo = `${source.conninfo} password='Planted $(s3cret) \\'"'`;
    valueOf(await onA.makeStandby({ ...source, conninfo }, patient));
    valueOf(await onA.start(patient));
    expect(await waitUp(a)).toBe('standby');
    await waitFollowing(a, b);
    const [row] = await a.sql('SHOW primary_conninfo');
    expect(row).toEqual({ primary_conninfo: conninfo });
    valueOf(await onA.restart(patient));
    await waitFollowing(a, b);
  });

  it('a key can be good for the script alone', async () => {
    cluster = await startCluster({ nodes: { a: {}, b: { from: 'a' } } });
    const a = cluster.node('a');
    const { start } = await labCommands(a);
    const ssh = await sshd.forced(argvWords([...start.slice(0, -1), 'ssh']));
    const onA = await handsOf(a, cluster.nodes, {
      wrap: () => ({ stop: [...ssh, 'stop'], start: [...ssh, 'id'], restart: [...ssh, 'restart'] }),
    });
    valueOf(await onA.restart(patient));
    await waitUp(a);
    expect(await onA.start(patient)).toMatchObject({ kind: 'failed', code: 'exit-2' });
    valueOf(await onA.stop(patient));
    await waitGone(a);
  });

  it('it is known whether anything was run when there is no way in, and not when the way was lost', async () => {
    cluster = await startCluster({ nodes: { a: {} } });
    const a = cluster.node('a');
    const { nodes } = cluster;
    const hands = (
      ssh: readonly string[],
      ...command: readonly string[]
    ): ReturnType<typeof handsOf> =>
      handsOf(a, nodes, { wrap: () => ({ stop: [...ssh, ...command] }) });

    expect(await (await hands(sshd.stranger, 'true')).stop(patient)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('Permission denied') as string,
    });
    const elsewhere = [...sshd.ssh.slice(0, -1), '-p', '1', 'node1'];
    expect(await (await hands(elsewhere, 'true')).stop(patient)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('Connection refused') as string,
    });
    const nowhere = [...sshd.ssh.slice(0, -1), 'no-such-host.invalid'];
    expect(await (await hands(nowhere, 'true')).stop(patient)).toMatchObject({ kind: 'failed' });

    // It goes on without its ssh: until the cluster's files are removed.
    const arrived = `${a.dataDirectory}.arrived`;
    const script = `touch ${arrived}; while [ -e ${arrived} ]; do sleep 0.1; done`;
    const slow = await hands(sshd.ssh, script);
    const stopping = slow.stop(patient);
    await waitUntil('the command runs', () => exists(arrived));
    await sshd.cut();
    expect(await stopping).toMatchObject({ kind: 'unknown' });
    expect(await slow.stop({ ...patient, withinMs: 500 })).toMatchObject({ kind: 'unknown' });
  });
});

async function exists(path: string): Promise<boolean> {
  await access(path);
  return true;
}
