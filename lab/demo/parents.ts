import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isAlive } from '../../src/store/embedded/processes.js';

/** How often to look, ms. */
const everyMs = 1_000;

interface Process {
  readonly parent: number;
  readonly command: string;
}

/**
 * Calls back when one of the processes that this one was started through (`npm`, `npx`, `tsx`,
 * their shells) has ended: killed with SIGKILL they can't tell, and would leave this one behind.
 * Whoever started those, a terminal's shell or a script, may go.
 */
export async function onParentsGone(callback: () => void): Promise<() => void> {
  const parents = await findRunners();
  if (parents.length === 0) return () => undefined;
  const timer = setInterval(() => {
    void Promise.all(parents.map((pid) => isAlive(pid))).then((alive) => {
      if (alive.every(Boolean)) return;
      clearInterval(timer);
      callback();
    });
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function findRunners(): Promise<readonly number[]> {
  const found: number[] = [];
  const shells: number[] = [];
  let pid = process.ppid;
  for (let depth = 0; depth < 6 && pid > 1; depth++) {
    const one = await look(pid);
    if (one === undefined) break;
    if (isRunner(one.command)) found.push(...shells.splice(0), pid);
    else if (isShell(one.command)) shells.push(pid);
    else break;
    pid = one.parent;
  }
  return found; // a shell counts only between this process and a runner
}

function isRunner(command: string): boolean {
  return /(^|[\s/])(npm|npx|tsx|npm-cli\.js|npx-cli\.js|cli\.mjs|pnpm|yarn)(\s|$)/.test(command);
}

/** What `npm` runs a script with; an interactive shell has no `-c`. */
function isShell(command: string): boolean {
  return /^(\S*\/)?(sh|dash|bash|zsh)\s+-c\s/.test(command);
}

async function look(pid: number): Promise<Process | undefined> {
  try {
    return process.platform === 'linux' ? await lookInProc(pid) : await lookWithPs(pid);
  } catch {
    return undefined; // it has ended, or can't be looked at
  }
}

async function lookInProc(pid: number): Promise<Process> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  // The command's name may hold anything, parentheses too: count from the last one.
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(parent), command: command.replaceAll('\0', ' ').trim() };
}

async function lookWithPs(pid: number): Promise<Process> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,command=', '-p', String(pid)]);
  const [, parent = '0', command = ''] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
  return { parent: Number(parent), command };
}
