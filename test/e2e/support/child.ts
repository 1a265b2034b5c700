import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { mainFile } from './built.js';
import type { Place } from './place.js';

process.on('exit', () => {
  Program.abandon();
});

export interface ProgramOptions {
  readonly place: Place;
  readonly config: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How a program ended, and all that it said. */
export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** pgrepl as a process of its own, from what was built. */
export class Program {
  static readonly #running = new Set<Program>();
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  #out = '';
  #err = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text;
    });
    Program.#running.add(this);
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => {
        Program.#running.delete(this);
        resolve({ code, out: this.#out, err: this.#err });
      });
    });
  }

  /** Runs `pgrepl <command>` with a configuration of its own. */
  static async run(options: ProgramOptions, ...command: readonly string[]): Promise<Program> {
    const file = join(options.place.directory, 'pgrepl.yaml');
    await writeFile(file, options.config);
    const child = spawn(process.execPath, [mainFile, '--config', file, ...command], {
      cwd: options.place.directory,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: options.place.directory,
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Program(child);
  }

  /** Starts pgrepl and waits until it watches. */
  static async start(options: ProgramOptions): Promise<Program> {
    const program = await Program.run(options, 'start');
    await waitUntil(
      'pgrepl is watching',
      () => program.err.includes('pgrepl is watching') || program.isOver,
      { detail: () => program.err, timeoutMs: 60_000 },
    );
    if (program.isOver) throw new Error(`pgrepl did not start:\n${program.err}`);
    return program;
  }

  /** For the end of the tests' own process, which waits for nothing. */
  static abandon(): void {
    for (const program of Program.#running) program.#child.kill('SIGKILL');
  }

  /** Kills whatever a test has left running. */
  static async endAll(): Promise<void> {
    await Promise.all([...Program.#running].map((program) => program.kill()));
  }

  get isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('pgrepl was not even spawned');
    return this.#child.pid;
  }

  /** What it has said so far. */
  get err(): string {
    return this.#err;
  }

  /** Kills it as the system would, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to stop, and waits until it has. */
  async stop(): Promise<Ended> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }
}
