import { oneLine, safeName } from '../wording/safe-text.js';
import { formatDuration } from '../wording/units.js';
import type { LeftToDo, Operation, Outcome, OutcomeKind } from './model.js';
import type { Plan, RejoinVerdict } from './plan-model.js';
import { lockOutOf } from './steps/lock-out.js';
import { canGoBack } from './undo.js';

/** What was measured and found at the end of an operation that was carried out. */
export interface Course {
  readonly plan: Plan;
  /** A whole sentence for each thing that is not as it should be. */
  readonly warnings: readonly string[];
  readonly leftToDo: readonly LeftToDo[];
  /** Null if nothing was stopped, or if it was not measured. */
  readonly downtimeMs?: number | null;
  /** From the start to the end, ms. */
  readonly totalMs: number | null;
  /** How the old primary comes back, by what was found at its end. */
  readonly rejoin?: RejoinVerdict | null;
}

/** An end before the plan's. */
export interface ShortCourse extends Course {
  /** What failed or happened, one or more sentences. */
  readonly why: string;
}

/**
 * The target is primary, and all steps were gone through; with warnings if there is anything to warn
 * of. What the plan itself leaves to people is added.
 */
export function completed(course: Course): Outcome {
  const { plan, warnings } = course;
  const instead =
    plan.primary === null || plan.primary === plan.target
      ? ''
      : ` in place of ${safeName(plan.primary)}`;
  const rest =
    warnings.length === 0
      ? ''
      : ` ${warnings.length === 1 ? 'One thing is' : `${warnings.length} things are`} not as planned.`;
  return {
    kind: warnings.length === 0 ? 'completed' : 'completed-with-warnings',
    words: `${safeName(plan.target)} is the primary of ${safeName(plan.cluster)}${instead}.${interruption(course)}${rest}`,
    ...figures(course),
    leftToDo: [...course.leftToDo, ...plan.leftToDo],
  };
}

/** It failed before the point of no return: the old primary is in service, or was never stopped. */
export function aborted(course: ShortCourse): Outcome {
  const { plan, why } = course;
  const serves =
    canGoBack(plan) && plan.primary !== null
      ? `${safeName(plan.primary)} is in service as the primary of ${safeName(plan.cluster)}, as before.`
      : `${safeName(plan.target)} was not promoted.`;
  return {
    kind: 'aborted',
    words: `${whole(why)} ${serves}${interruption(course)}`,
    ...figures(course),
  };
}

/** It failed before the point of no return, and the old primary is not seen to serve again. */
export function notPutBack(course: ShortCourse): Outcome {
  const { plan, why } = course;
  const primary = plan.primary === null ? 'the old primary' : safeName(plan.primary);
  const next = lockOutOf(plan) === null ? `Start ${primary}` : `Let clients into ${primary} again`;
  return {
    kind: 'unknown',
    words: `${whole(why)} ${safeName(plan.target)} was not promoted, and ${primary} is not seen to serve again: ${safeName(plan.cluster)} may have no primary now. ${next} at once.`,
    ...figures(course),
  };
}

/** @param known what is known, a whole sentence each: who answers as what */
export function unknownOutcome(course: Course, known: readonly string[]): Outcome {
  const { plan } = course;
  const found = known.map((each) => ` ${whole(each)}`).join('');
  return {
    kind: 'unknown',
    words: `Whether ${safeName(plan.target)} became the primary of ${safeName(plan.cluster)} could not be found out.${found}`,
    ...figures(course),
  };
}

/**
 * A person ended it where it stood.
 *
 * @param by who, as the audit log names them
 * @param found how things stand, a whole sentence each
 */
export function closed(by: string, found: readonly string[]): Outcome {
  const words = [`Ended by ${oneLine(by)} where it stood.`, ...found.map(whole)].join(' ');
  return without('closed', words);
}

/** @param by who, as the audit log names them */
export function rejected(by: string): Outcome {
  return without('rejected', `Rejected by ${oneLine(by)}. Nothing was done.`);
}

export function expired({ plan, approvals, requestedAt, expiresAt }: Operation): Outcome {
  const needed = plan.needs.approvals;
  const had =
    approvals.length === 0 ? 'no approval' : `only ${approvals.length} of ${needed} approvals`;
  const after = formatDuration(expiresAt - requestedAt);
  return without('expired', `It expired after ${after} with ${had}. Nothing was done.`);
}

/** It could not begin as things stood. */
export function refused(why: string): Outcome {
  return without('refused', `${whole(why)} Nothing was done.`);
}

function without(kind: OutcomeKind, words: string): Outcome {
  return { kind, words, warnings: [], downtimeMs: null, totalMs: null, rejoin: null, leftToDo: [] };
}

function figures({
  warnings,
  leftToDo,
  downtimeMs,
  totalMs,
  rejoin,
}: Course): Omit<Outcome, 'kind' | 'words'> {
  return { warnings, leftToDo, downtimeMs: downtimeMs ?? null, totalMs, rejoin: rejoin ?? null };
}

function interruption({ downtimeMs }: Course): string {
  return downtimeMs === null || downtimeMs === undefined
    ? ''
    : ` Writes were interrupted for ${milliseconds(downtimeMs)} at most.`;
}

/** Of a short time every millisecond counts: `87 ms`, `1.2 s`. */
export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatDuration(ms);
}

/** With a full stop; its first letter stays, for it may be a node's name. */
function whole(text: string): string {
  const line = oneLine(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
