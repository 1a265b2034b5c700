import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The numbers of all processes whose parent is `parent`. */
export async function childrenOf(parent: number): Promise<readonly number[]> {
  const all = process.platform === 'linux' ? await listProc() : await listPs();
  return all.filter((one) => one.parent === parent).map((one) => one.pid);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
}

async function listProc(): Promise<readonly Process[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (name): Promise<Process | undefined> => {
      try {
        const text = await readFile(`/proc/${name}/stat`, 'utf8');
        // The command's name may hold anything, parentheses too: count from the last one.
        const [, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
        return { pid: Number(name), parent: Number(parent) };
      } catch {
        return undefined; // ended in the meantime
      }
    }),
  );
  return found.filter((one) => one !== undefined);
}

async function listPs(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((numbers) => numbers.length === 2)
    .map(([pid = 0, parent = 0]) => ({ pid, parent }));
}
