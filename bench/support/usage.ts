import { readFile } from 'node:fs/promises';
import { childrenOf } from '../../lab/postgres/children.js';

/** Linux counts a process's time in ticks of 10 ms (USER_HZ), on every architecture. */
const msPerTick = 10;

/**
 * The processor time that a process has used since its start, ms: exact where Linux keeps it to the
 * nanosecond, which it does per thread; null where there is no /proc, or no such process.
 */
export async function cpuMsOfThread(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => null);
  const nanoseconds = Number(text?.split(' ')[0]);
  return text === null || Number.isNaN(nanoseconds) ? cpuMs(pid) : nanoseconds / 1e6;
}

/** The same for all threads of a process, in steps of 10 ms. */
export async function cpuMs(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // The command's name may hold anything, parentheses too: count from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

export interface MemoryUse {
  /** What is in memory, shared or not. */
  readonly residentMb: number;
  /** The same with what several processes share divided among them. */
  readonly proportionalMb: number;
}

/** What a process holds in memory; null where there is no /proc. */
export async function memoryOf(pid: number): Promise<MemoryUse | null> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => null);
  if (text === null) return null;
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? NaN) / 1024;
  return { residentMb: megabytes('Rss'), proportionalMb: megabytes('Pss') };
}

/** A process and all that came of it. */
export async function familyOf(pid: number): Promise<readonly number[]> {
  const family = [pid];
  for (const member of family) family.push(...(await childrenOf(member)));
  return family;
}

/** The sum of what is known; null if anything is not. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}
