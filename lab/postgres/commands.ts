import { access, chmod, copyFile, mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { NodeCommand } from '../../src/operations/facts.js';
import { ensureMajor } from './majors.js';
import type { LabNode } from './node.js';
import { labUser } from './places.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** Where Debian's package has the tools that the lab's servers come without: of 15 alone. */
export const debianTools = '/usr/lib/postgresql/15/bin';

/** The commands of a node, as a configuration names them. There is no rewind without its tool. */
export type LabCommands = Readonly<
  Record<Exclude<NodeCommand, 'rewind'>, readonly string[]> &
    Partial<Record<'rewind', readonly string[]>>
>;

/**
 * Argument vectors that do at a node of the lab what takes an operating system, a few milliseconds
 * each; only `reclone` is slow. From now on the node's links notice a server that is started and
 * stopped by them. What they start ends with the lab, like every server of it.
 */
export async function labCommands(node: LabNode): Promise<LabCommands> {
  node.followOutside();
  const { postgres } = await ensureMajor(node.major);
  const tools = dirname(postgres);
  const asServerUser = await runAsServerUser();
  const { script, controlData, beside } = await scriptsBeside(node, tools);
  const data = node.dataDirectory;
  const pgCtl = (...options: readonly string[]): readonly string[] => [
    ...asServerUser,
    join(tools, 'pg_ctl'),
    ...options,
    '-s',
    '-W',
    '-D',
    data,
  ];
  const byScript = (command: string, bin = tools): readonly string[] => [
    ...asServerUser,
    '/bin/sh',
    script,
    '-D',
    data,
    '-B',
    bin,
    '-l',
    node.logFile,
    command,
  ];
  return {
    stop: byScript('stop', beside),
    start: byScript('start'),
    restart: byScript('restart'),
    promote: pgCtl('promote'),
    // Whoever runs the commands may read the lab's files: one program less to start.
    control_data: ['/bin/sh', controlData, data],
    make_standby: byScript('make-standby'),
    ...((await hasRewind(node)) ? { rewind: byScript('rewind', debianTools) } : {}),
    reclone: [...tsProgram('reclone.ts'), String(node.major), data, script, tools],
    fence: byScript('fence'),
  };
}

async function hasRewind(node: LabNode): Promise<boolean> {
  if (node.major !== 15) return false;
  try {
    await access(join(debianTools, 'pg_rewind'));
    return true;
  } catch {
    return false;
  }
}

/** What goes before the arguments of a program that runs as the servers' user. */
export async function runAsServerUser(): Promise<readonly string[]> {
  const { name, ids } = await labUser();
  if (ids === undefined) return [];
  if (process.platform !== 'linux') return ['sudo', '-n', '-u', name];
  return ['setpriv', `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'];
}

interface Scripts {
  readonly script: string;
  readonly controlData: string;
  /** Where the script finds what the lab's servers come with, and what they lack. */
  readonly beside: string;
}

/** The scripts where the servers' user can read them: that may not be so of the repository. */
async function scriptsBeside(node: LabNode, tools: string): Promise<Scripts> {
  const directory = `${node.dataDirectory}.bin`;
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const script = join(directory, 'pgrepl-node');
  const controlData = join(directory, 'pg_controldata');
  await copyFile(join(repository, 'contrib', 'pgrepl-node'), script);
  await copyFile(join(repository, 'lab', 'postgres', 'bin', 'pg_controldata'), controlData);
  await chmod(controlData, 0o755);
  const pgCtl = join(directory, 'pg_ctl');
  await rm(pgCtl, { force: true });
  await symlink(join(tools, 'pg_ctl'), pgCtl);
  return { script, controlData, beside: directory };
}

function tsProgram(name: string): readonly string[] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return [process.execPath, '--import', tsx, join(repository, 'lab', 'postgres', 'programs', name)];
}
