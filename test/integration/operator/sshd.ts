import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childrenOf } from '../../../lab/postgres/children.js';
import { forgetProcess, guardProcess } from '../../../lab/postgres/guard.js';
import { allocatePort } from '../../../lab/postgres/ports.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

const program = '/usr/sbin/sshd';

export async function hasSshd(): Promise<boolean> {
  try {
    await access(program);
    return true;
  } catch {
    return false;
  }
}

/** A server for `ssh` of the test's own, on loopback: its keys let in the present user alone. */
export interface Sshd {
  /** Arguments of an `ssh` that gets in: what it is to run there comes behind them. */
  readonly ssh: readonly string[];
  /** The same with a key that it does not know. */
  readonly stranger: readonly string[];
  /** The same with a key that is only good for this command, whatever is asked for. */
  readonly forced: (command: string) => Promise<readonly string[]>;
  /** Ends the processes of all its connections. */
  readonly cut: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startSshd(): Promise<Sshd> {
  const directory = await mkdtemp(join(tmpdir(), 'pgrepl-sshd-'));
  const port = await allocatePort();
  for (const name of ['host', 'good', 'bad', 'forced']) {
    await promisify(execFile)('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-f',
      join(directory, name),
    ]);
  }
  const publicKey = (name: string): Promise<string> =>
    readFile(join(directory, `${name}.pub`), 'utf8');
  await writeFile(join(directory, 'known_hosts'), `[127.0.0.1]:${port} ${await publicKey('host')}`);
  await writeFile(join(directory, 'authorized_keys'), await publicKey('good'));
  await writeFile(
    join(directory, 'sshd_config'),
    `ListenAddress 127.0.0.1:${port}
HostKey ${directory}/host
PidFile none
AuthorizedKeysFile ${directory}/authorized_keys
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
LogLevel ERROR
`,
  );
  for (const name of ['good', 'bad', 'forced']) {
    await writeFile(
      join(directory, `${name}_config`),
      `Host node1
  HostName 127.0.0.1
  Port ${port}
  User ${userInfo().username}
  IdentityFile ${directory}/${name}
  IdentitiesOnly yes
  UserKnownHostsFile ${directory}/known_hosts
  BatchMode yes
  LogLevel ERROR
`,
    );
  }
  // Where it locks its unprivileged part up when root starts it.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(program, ['-D', '-e', '-f', join(directory, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error('sshd was not started');
  guardProcess(pid);
  await waitUntil('sshd listens', () => listens(port), { detail: () => said });
  const with_ = (name: string): readonly string[] => [
    'ssh',
    '-F',
    join(directory, `${name}_config`),
    'node1',
  ];
  const cut = async (): Promise<void> => {
    const ofConnections = [...(await childrenOf(pid))];
    // For anybody but root a second process of sshd serves the connection, below the first.
    for (const connection of ofConnections) {
      for (const below of await childrenOf(connection)) {
        if (await isSshd(below)) ofConnections.push(below);
      }
    }
    for (const one of ofConnections) process.kill(one, 'SIGKILL');
  };
  return {
    ssh: with_('good'),
    stranger: with_('bad'),
    forced: async (command) => {
      const key = await publicKey('forced');
      const line = `restrict,command="${command.replaceAll('"', String.raw`\"`)}" ${key}`;
      await appendFile(join(directory, 'authorized_keys'), line);
      return with_('forced');
    },
    cut,
    stop: async () => {
      child.kill();
      await ended;
      forgetProcess(pid);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function isSshd(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]);
  return stdout.startsWith('sshd');
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  return true;
}
