import { spawn, type ChildProcess } from 'node:child_process';
import { OutputTail } from './output.js';
import { GroupEnd } from './process-group.js';

/** What of its output is kept, bytes each of standard output and standard error. */
const keptBytes = 8 * 1024;
/** How long output may still come from what a program has left behind when it has ended itself, ms. */
const drainMs = 100;

export interface CommandRun {
  readonly argv: readonly string[];
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** For standard input; null: it is closed. */
  readonly input: string | null;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

export type RunEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly output: RunOutput }
  /** By a signal that did not come from here. */
  | { readonly kind: 'killed'; readonly signal: string; readonly output: RunOutput }
  /** From here: when the time was up, or nobody wanted it any more. */
  | { readonly kind: 'timed-out' | 'given-up'; readonly output: RunOutput }
  /** It never ran. */
  | { readonly kind: 'not-started'; readonly detail: string };

export interface RunOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program, without a shell and in a process group of its own, and returns when it has ended:
 * at the latest a little over a second after `withinMs`. Then, or when it is aborted, its group gets
 * SIGTERM and, if that is not enough, SIGKILL. What a program that ended by itself has left running,
 * a server that it has started for example, is left alone. Never rejects.
 */
export async function runCommand(run: CommandRun): Promise<RunEnd> {
  if (run.signal.aborted) return { kind: 'not-started', detail: 'it was given up before it began' };
  const started = await start(run);
  if (started.kind === 'not-started') return started;
  const { child, pid } = started;

  const output = listen(child);
  const ended = new Promise<Pick<ChildProcess, 'exitCode' | 'signalCode'>>((resolve) => {
    child.once('exit', (exitCode, signalCode) => {
      resolve({ exitCode, signalCode });
    });
  });
  // A program that does not read what it is given closes the pipe: that is its own affair.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(run.input);

  const group = new GroupEnd<'timed-out' | 'given-up'>(pid);
  const giveUp = (): void => {
    group.begin('given-up');
  };
  const timer = setTimeout(() => {
    group.begin('timed-out');
  }, run.withinMs);
  run.signal.addEventListener('abort', giveUp, { once: true });
  const { exitCode, signalCode } = await ended;
  clearTimeout(timer);
  run.signal.removeEventListener('abort', giveUp);
  group.leaderEnded();

  const said = await output();
  if (group.why !== null) return { kind: group.why, output: said };
  if (exitCode !== null) return { kind: 'exited', code: exitCode, output: said };
  return { kind: 'killed', signal: signalCode ?? 'a signal', output: said };
}

type Started =
  | { readonly kind: 'started'; readonly child: ChildProcess; readonly pid: number }
  | Extract<RunEnd, { readonly kind: 'not-started' }>;

async function start({ argv, environment, input }: CommandRun): Promise<Started> {
  const [program = '', ...args] = argv;
  try {
    const child = spawn(program, args, {
      env: environment,
      cwd: '/',
      detached: true,
      shell: false,
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid !== undefined) {
      child.on('error', () => undefined); // a signal that could not be sent: its end is what counts
      return { kind: 'started', child, pid };
    }
    const error = await new Promise<Error>((resolve) => child.once('error', resolve));
    return { kind: 'not-started', detail: error.message };
  } catch (error) {
    // An argument that no program can be given, a system that has no room for another process.
    return { kind: 'not-started', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Takes in what the child writes; the function returned says it all when the child has ended. */
function listen(child: ChildProcess): () => Promise<RunOutput> {
  const stdout = new OutputTail(keptBytes);
  const stderr = new OutputTail(keptBytes);
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.add(chunk);
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    // The pipes stay open as long as anything that the child has started holds them.
    await Promise.race([closed, patience]);
    clearTimeout(timer);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return { stdout: stdout.text(), stderr: stderr.text() };
  };
}
