import { listNames, safeName } from '../wording/safe-text.js';
import { formatDuration } from '../wording/units.js';
import type { LeftToDo, Operation, Outcome } from './model.js';

/** What was measured and found at the end of an operation that was carried out. */
export interface OutcomeFacts {
  /** A whole sentence for each thing that is not as it should be. */
  readonly warnings: readonly string[];
  readonly downtimeMs: number | null;
  readonly totalMs: number | null;
  readonly leftToDo: readonly LeftToDo[];
}

const nothingDone: OutcomeFacts = {
  warnings: [],
  downtimeMs: null,
  totalMs: null,
  leftToDo: [],
};

/** The target is primary and it has been verified; with warnings if there is anything to warn of. */
export function completed(operation: Operation, facts: OutcomeFacts): Outcome {
  const { plan } = operation;
  const target = safeName(plan.target);
  const instead =
    plan.primary === null || plan.primary === plan.target
      ? ''
      : ` in place of ${safeName(plan.primary)}`;
  const downtime =
    facts.downtimeMs === null
      ? ''
      : ` Writes were interrupted for ${milliseconds(facts.downtimeMs)} at most.`;
  const rest =
    facts.warnings.length === 0
      ? ''
      : ` ${facts.warnings.length === 1 ? 'One thing is' : `${facts.warnings.length} things are`} not as planned.`;
  return {
    kind: facts.warnings.length === 0 ? 'completed' : 'completed-with-warnings',
    words: `${target} is the primary of ${safeName(plan.cluster)}${instead}.${downtime}${rest}`,
    ...facts,
  };
}

/**
 * It failed before the point of no return, and the old primary serves.
 *
 * @param failure what failed, a whole sentence
 */
export function aborted(
  operation: Operation,
  failure: string,
  facts: Partial<OutcomeFacts> = {},
): Outcome {
  const { plan } = operation;
  const serves =
    plan.primary === null
      ? `${safeName(plan.target)} was not promoted.`
      : operation.kind === 'switchover'
        ? `${safeName(plan.primary)} is in service as the primary of ${safeName(plan.cluster)}, as before.`
        : `${safeName(plan.target)} was not promoted, and nothing else was changed.`;
  const downtimeMs = facts.downtimeMs ?? null;
  const downtime =
    downtimeMs === null ? '' : ` Writes were interrupted for ${milliseconds(downtimeMs)} at most.`;
  return {
    kind: 'aborted',
    words: `${whole(failure)} ${serves}${downtime}`,
    ...nothingDone,
    ...facts,
  };
}

/** @param known what is known, whole sentences: who answers as what */
export function unknownOutcome(
  operation: Operation,
  known: readonly string[],
  facts: Partial<OutcomeFacts> = {},
): Outcome {
  const { plan } = operation;
  const found = known.length === 0 ? '' : ` ${known.map(whole).join(' ')}`;
  return {
    kind: 'unknown',
    words: `Whether ${safeName(plan.target)} became the primary of ${safeName(plan.cluster)} could not be found out.${found}`,
    ...nothingDone,
    ...facts,
  };
}

/**
 * A person ended it where it stood.
 *
 * @param by who, as it is to be shown
 * @param found how things stand, whole sentences
 */
export function closed(
  by: string,
  found: readonly string[],
  facts: Partial<OutcomeFacts> = {},
): Outcome {
  return {
    kind: 'closed',
    words: [`Ended by ${by} where it stood.`, ...found.map(whole)].join(' '),
    ...nothingDone,
    ...facts,
  };
}

/** @param by who, as it is to be shown */
export function rejected(by: string): Outcome {
  return { kind: 'rejected', words: `Rejected by ${by}. Nothing was done.`, ...nothingDone };
}

export function expired(operation: Operation): Outcome {
  const { needs } = operation.plan;
  const had = operation.approvals.length;
  const missing = needs.approvals - had;
  const after = formatDuration(operation.expiresAt - operation.requestedAt);
  return {
    kind: 'expired',
    words: `It had ${had === 0 ? 'no approval' : `${had} of ${needs.approvals} approvals`} after ${after}${missing > 0 ? ' and expired' : ''}. Nothing was done.`,
    ...nothingDone,
  };
}

/**
 * It could not begin as it stood.
 *
 * @param why a whole sentence, or several
 */
export function refused(why: string): Outcome {
  return { kind: 'refused', words: `${whole(why)} Nothing was done.`, ...nothingDone };
}

/** A sentence for each standby that does not stream from the new primary at the end. */
export function notFollowing(nodes: readonly string[], target: string): string | null {
  if (nodes.length === 0) return null;
  return `${listNames(nodes)} ${nodes.length === 1 ? 'does' : 'do'} not stream from ${safeName(target)} yet.`;
}

/** The milliseconds of a short time matter here: `87 ms`, `1.2 s`. */
export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatDuration(ms);
}

function whole(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
