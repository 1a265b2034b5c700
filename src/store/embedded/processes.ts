import { execFile } from 'node:child_process';
import { readFile, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemCode } from './errors.js';

/** What is known about the process behind a number found in a file. */
export type ProcessIdentity =
  /** It runs, and it is a PostgreSQL server of this data directory. */
  | 'this_server'
  /** It runs, but it is something else: the number was used again. */
  | 'another'
  /** There is no such process, or only its remains that nobody has collected. */
  | 'gone';

/**
 * Who the process `pid` is, as far as the data directory is concerned. A PostgreSQL server keeps
 * its data directory as its working directory, which tells it apart from a process that got the
 * same number later, as happens after every restart of a container.
 */
export async function identify(pid: number, dataDirectory: string): Promise<ProcessIdentity> {
  if (!signalled(pid, 0)) return 'gone';
  if (process.platform === 'linux') return identifyByProc(pid, dataDirectory);
  if (process.platform === 'win32') return identifyByTasklist(pid);
  return identifyByPs(pid, dataDirectory);
}

/** Sends a signal (0 only asks); false if there is no such process. Stranger's processes exist. */
export function signalled(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false;
    if (systemCode(error) === 'EPERM' && signal === 0) return true;
    throw error;
  }
}

/** Whether a process runs at all, whatever it is. What nobody has collected yet does not. */
export async function isAlive(pid: number): Promise<boolean> {
  if (!signalled(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  return runsByProc(pid);
}

async function identifyByProc(pid: number, dataDirectory: string): Promise<ProcessIdentity> {
  try {
    if (!(await runsByProc(pid))) return 'gone';
    const workingDirectory = await readlink(`/proc/${pid}/cwd`);
    return workingDirectory === (await realpath(dataDirectory)) ? 'this_server' : 'another';
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ESRCH') return 'gone';
    if (code === 'EACCES' || code === 'EPERM') return 'another'; // ours would be readable
    throw error;
  }
}

async function runsByProc(pid: number): Promise<boolean> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold anything, parentheses too: count from the last one.
    const [state = ''] = status.slice(status.lastIndexOf(')') + 2);
    return state !== 'Z' && state !== 'X';
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ESRCH') return false;
    throw error;
  }
}

async function identifyByPs(pid: number, dataDirectory: string): Promise<ProcessIdentity> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,command=', '-p', String(pid)]);
    const line = stdout.trim();
    if (line === '' || line.startsWith('Z')) return 'gone';
    return line.includes(dataDirectory) ? 'this_server' : 'another';
  } catch {
    return 'gone'; // ps ends with 1 when it finds no such process
  }
}

/** Windows does not tell the arguments of a process easily; its program has to do. */
async function identifyByTasklist(pid: number): Promise<ProcessIdentity> {
  const filter = ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'];
  const { stdout } = await promisify(execFile)('tasklist', filter);
  return stdout.toLowerCase().includes('"postgres.exe"') ? 'this_server' : 'another';
}
