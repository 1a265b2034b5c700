import { basename } from 'node:path';
import type { NodeCommand } from '../../../operations/facts.js';
import { safeName, truncate } from '../../../wording/safe-text.js';
import { formatDuration } from '../../../wording/units.js';
import type { Deed } from '../../ports.js';
import { printableLines } from './output.js';
import type { RunEnd, RunOutput } from './run.js';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

export interface RanCommand {
  readonly command: NodeCommand;
  readonly node: string;
  readonly argv: readonly string[];
  readonly withinMs: number;
  readonly redact: Redact;
}

/** How much of the output a sentence carries: lines, and characters of them all. */
const shownLines = 3;
const shownCharacters = 400;

/**
 * What the end of a command says about the deed: a command that fails has not done it. A `promote` that
 * fails may have: a promotion takes effect whenever the standby comes to it, so that only what certainly
 * did not run has failed.
 */
export function deedOf(end: RunEnd, ran: RanCommand): Deed {
  const { command, node, redact } = ran;
  const of = `"${command}" for ${safeName(node)}`;
  switch (end.kind) {
    case 'exited':
      if (end.code === 0) return { kind: 'done', value: undefined };
      if (command === 'promote' && !neverRan(ran.argv, end)) {
        const detail = `${of} ended with exit code ${end.code}, which does not say whether it has asked for the promotion before${lastWords(end.output, redact)}`;
        return { kind: 'unknown', detail };
      }
      if (end.code === 255 && mayHaveRun(ran.argv, end.output)) {
        const detail = `ssh lost the other side of ${of}, which may go on there${lastWords(end.output, redact)}`;
        return { kind: 'unknown', detail };
      }
      return {
        kind: 'failed',
        detail: `${of} ended with exit code ${end.code}${lastWords(end.output, redact)}`,
        code: `exit-${end.code}`,
      };
    case 'killed':
      return {
        kind: 'unknown',
        detail: `${of} was ended by ${end.signal}${lastWords(end.output, redact)}`,
      };
    case 'timed-out':
      return {
        kind: 'unknown',
        detail: `${of} did not end within ${formatDuration(ran.withinMs)} and was ended; what it had begun may go on${lastWords(end.output, redact)}`,
      };
    case 'given-up':
      return {
        kind: 'unknown',
        detail: `${of} was ended because the operation was given up${lastWords(end.output, redact)}`,
      };
    case 'not-started':
      return {
        kind: 'failed',
        detail: `${of} was not run: ${redact(end.detail)}`,
        code: 'not-started',
      };
  }
}

/** What `ssh` says (client_loop and sshconnect.c) when it has not come to running anything. */
const neverThere =
  /^(?:ssh: (?:connect to host|Could not resolve hostname) |Host key verification failed\.|.*: Permission denied \()/m;

function isSsh(argv: readonly string[]): boolean {
  return argv.some((argument) => basename(argument) === 'ssh');
}

/**
 * 255 is how `ssh` says that the connection failed: before it was there, in which case nothing was
 * run, or in the middle. Of any other program it is an exit code like others.
 */
function mayHaveRun(argv: readonly string[], { stdout, stderr }: RunOutput): boolean {
  if (!isSsh(argv)) return false;
  return stdout !== '' || !neverThere.test(stderr);
}

/**
 * A promotion that was asked for is not taken back by a command that fails after it: one that waited
 * for it in vain, or a hook behind it. Only an `ssh` that found nobody has certainly not asked.
 */
function neverRan(
  argv: readonly string[],
  { code, output }: Extract<RunEnd, { readonly kind: 'exited' }>,
): boolean {
  return code === 255 && isSsh(argv) && !mayHaveRun(argv, output);
}

/** The end of what it said, as the end of a sentence; nothing if it was silent. */
function lastWords({ stdout, stderr }: RunOutput, redact: Redact): string {
  const errors = printableLines(redact(stderr));
  const lines = errors.length > 0 ? errors : printableLines(redact(stdout));
  const text = lines.slice(-shownLines).join(' / ');
  return text === '' ? '' : `: ${truncate(text, shownCharacters)}`;
}
