import type { Clock } from '../clock.js';
import type { Environment } from '../config/interpolate.js';

/** What the process is, as plain values and functions: commands touch nothing else of it. */
export interface CliContext {
  readonly environment: Environment;
  readonly clock: Clock;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly home: string;
  /** Writes lines to standard output. */
  readonly out: (text: string) => void;
  /**
   * Writes lines to standard output and resolves when they are taken, at the reader's own pace: for
   * what is long. False once nobody reads them any more.
   */
  readonly print: (text: string) => Promise<boolean>;
  /** Writes lines to standard error. */
  readonly err: (text: string) => void;
  /** Writes to standard error as it is: for lines that end themselves. */
  readonly writeErr: (text: string) => void;
  /**
   * Listens, from this call on, for the person or the system asking the process to end, and for
   * errors that nobody caught. Resolves at the first; a second request ends the process at once.
   */
  readonly untilStopped: () => Promise<StopReason>;
  /**
   * Does what has to be ended in order. A person or the system that asks the process to end
   * meanwhile aborts the signal; the process ends by that request when the work is over, and
   * nothing that waits for its result goes on. A second request ends the process at once.
   */
  readonly interruptible: <T>(work: (interrupted: AbortSignal) => Promise<T>) => Promise<T>;
}

export type StopReason =
  | { readonly kind: 'signal'; readonly signal: string }
  /** A bug: what is in memory may not be trusted for long. */
  | { readonly kind: 'bug'; readonly error: unknown };

/** How a command ended: 0 all well, 1 something is wrong, 2 the call or the configuration is. */
export type ExitCode = 0 | 1 | 2;
