#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { addCommands } from './cli/commands.js';
import type { CliContext, ExitCode, StopReason } from './cli/context.js';
import { withoutSecrets } from './log.js';
import { version } from './version.js';
import { systemClock } from './clock.js';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** How long an orderly end may take after a bug, ms; and what is left after a command is done. */
const endingMs = 15_000;
const leftoverMs = 2000;

/**
 * Environment variables beside the configuration file; those already set win. Says what is wrong
 * with the file, if anything.
 */
function loadDotEnv(file: string | undefined): string | null {
  const chosen = file ?? process.env['PGREPL_CONFIG'] ?? 'pgrepl.yaml';
  const dotEnv = join(dirname(chosen), '.env');
  if (!existsSync(dotEnv)) return null;
  if (!('loadEnvFile' in process)) {
    return `${dotEnv} is not read: that takes Node.js 20.12 or newer. Update it, or set the variables yourself.`;
  }
  try {
    process.loadEnvFile(dotEnv);
    return null;
  } catch (error) {
    return `${dotEnv} can't be read: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first request is heeded, a second one is obeyed at once: with the shell's code for it. */
function untilStopped(): Promise<StopReason> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of stopSignals) {
      process.on(signal, () => {
        if (asked) process.exit(128 + constants.signals[signal]);
        asked = true;
        resolve({ kind: 'signal', signal });
      });
    }
    // Both uncaught exceptions and unhandled rejections arrive here.
    process.on('uncaughtException', (error: unknown) => {
      setTimeout(() => process.exit(1), endingMs).unref();
      resolve({ kind: 'bug', error });
    });
  });
}

async function interruptible<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  let asked: NodeJS.Signals | undefined;
  const heed = (signal: NodeJS.Signals): void => {
    asked = signal;
    // From here on the system's own way with signals holds again.
    for (const each of stopSignals) process.off(each, heed);
    interruption.abort();
  };
  for (const signal of stopSignals) process.on(signal, heed);
  try {
    return await work(interruption.signal);
  } finally {
    for (const signal of stopSignals) process.off(signal, heed);
    if (asked !== undefined) {
      process.kill(process.pid, asked);
      await new Promise(() => undefined);
    }
  }
}

function createContext(): CliContext {
  return {
    environment: process.env,
    clock: systemClock,
    random: Math.random,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    home: homedir(),
    out: (text) => process.stdout.write(`${text}\n`),
    print,
    err: (text) => process.stderr.write(`${text}\n`),
    writeErr: (text) => process.stderr.write(text),
    untilStopped,
    interruptible,
  };
}

/** True while whoever prints minds whether the output is read: what it holds is ended in order. */
let isPrinting = false;

function print(text: string): Promise<boolean> {
  isPrinting = true;
  return new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => {
      if (!error) {
        isPrinting = false;
        resolve(true);
      } else if ('code' in error && error.code === 'EPIPE') {
        resolve(false);
      } else {
        reject(error);
      }
    });
  });
}

// Whoever reads the output may go away: a pipe to `head`, a log collector that is restarted.
process.stdout.on('error', () => {
  if (!isPrinting) process.exit();
});
process.stderr.on('error', () => undefined);

interface Options {
  readonly config?: string;
}

const program = new Command('pgrepl')
  .description('Watches PostgreSQL streaming replication and speaks of it in Slack.')
  .version(version)
  .option('-c, --config <file>', 'the configuration (default: $PGREPL_CONFIG or pgrepl.yaml)')
  .showSuggestionAfterError()
  .showHelpAfterError()
  // 1 would say that a command ran and found something wrong.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

/**
 * Commands return how they ended; the process ends when nothing is left to do. Each is loaded when it
 * is asked for: most need little of what `start` needs, and a person waits for them.
 */
async function run(
  command: (context: CliContext, file: string | undefined) => Promise<ExitCode>,
): Promise<void> {
  const { config } = program.opts<Options>();
  const context = createContext();
  const problem = loadDotEnv(config);
  if (problem !== null) {
    context.err(problem);
    process.exitCode = 2;
    return;
  }
  try {
    process.exitCode = await command(context, config);
  } catch (error) {
    context.err(withoutSecrets(`pgrepl failed: ${messageOf(error)}`));
    process.exitCode = 1;
  }
  // A connection that somebody else keeps open must not keep the process from ending.
  setTimeout(() => process.exit(), leftoverMs).unref();
}

addCommands(program, run);

await program.parseAsync();
