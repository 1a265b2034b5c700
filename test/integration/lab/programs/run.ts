import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A program of this directory, run in a process of its own, and the first line that it said. */
export interface Program {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly said: unknown;
  /** Settles when it has ended. */
  readonly ended: Promise<unknown>;
}

const started: ChildProcess[] = [];

/** Kills the programs that still run. */
export async function endPrograms(): Promise<void> {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** Starts a program of this directory and waits for its first line, which is JSON. */
export async function runProgram(
  name: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Program> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', tsx, file, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => {
    errors += bytes.toString();
  });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line');
  const first = await Promise.race([line, ended.then(() => undefined)]);
  const text: unknown = first?.[0];
  if (child.pid === undefined || typeof text !== 'string') {
    throw new Error(`${name} said nothing: ${errors}`);
  }
  return { process: child, pid: child.pid, said: JSON.parse(text) as unknown, ended };
}
