import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { signalled } from '../../src/store/embedded/processes.js';

let guardian: Writable | undefined;
const running = new Map<string, number>();
const processes = new Set<number>();

/** Tells the guardian of a server, so that it ends with this process, whatever happens to that. */
export function guardServer(dataDirectory: string, pid: number): void {
  running.set(dataDirectory, pid);
  tell(`server ${dataDirectory}`);
}

/** The server in this data directory has ended, as far as is known. */
export function forgetServer(dataDirectory: string): void {
  running.delete(dataDirectory);
}

/**
 * Has a process killed when this one ends, whatever happens to it, before any server of
 * {@link guardServerOf} is ended: a process that keeps a server running would start it again.
 */
export function guardProcess(pid: number): void {
  processes.add(pid);
  tell(`process ${pid}`);
}

/** This process has ended. */
export function forgetProcess(pid: number): void {
  processes.delete(pid);
  tell(`forget-process ${pid}`);
}

/** Has whatever server then runs in a data directory ended; somebody else starts and stops it. */
export function guardServerOf(dataDirectory: string): void {
  tell(`server ${dataDirectory}`);
}

/** Has a directory removed when this process ends, whatever happens to it. */
export function guardFiles(directory: string): void {
  tell(`files ${directory}`);
}

/** These files were removed, and every server that lived in them has ended. */
export function forgetFiles(directory: string, dataDirectories: readonly string[]): void {
  for (const one of dataDirectories) {
    running.delete(one);
    tell(`forget-server ${one}`);
  }
  tell(`forget-files ${directory}`);
}

function tell(line: string): void {
  guardian ??= startGuardian();
  guardian.write(`${line}\n`);
}

function startGuardian(): Writable {
  const file = fileURLToPath(new URL('./guardian.mjs', import.meta.url));
  const child = spawn(process.execPath, [file], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => undefined); // what it guards still ends with the exit handler below
  child.stdin.on('error', () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  process.on('exit', quitAll);
  return child.stdin;
}

/** The guardian does the same a moment later, and thoroughly: this only makes it sooner. */
function quitAll(): void {
  for (const pid of processes) signalled(pid, 'SIGKILL');
  for (const pid of running.values()) signalled(pid, 'SIGQUIT');
}
