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
  /** Writes lines to standard error. */
  readonly err: (text: string) => void;
  /** Writes to standard error as it is: for lines that end themselves. */
  readonly writeErr: (text: string) => void;
  /** Resolves when the person or the system asks the process to end. */
  readonly stopRequested: Promise<string>;
}

/** How a command ended: 0 all well, 1 something is wrong, 2 the call or the configuration is. */
export type ExitCode = 0 | 1 | 2;
