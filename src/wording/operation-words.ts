import type { Operation, OutcomeKind } from '../operations/model.js';
import type { Plan, RejoinVerdict } from '../operations/plan-model.js';
import { safeName } from './safe-text.js';
import type { Mark } from './sections.js';

/** `OP-7`. */
export function operationName({ number }: Pick<Operation, 'number'>): string {
  return `OP-${number}`;
}

/** What it is, to follow a verb or a name: "switchover of orders from pg1 to s1". */
export function operationSubject(operation: Operation): string {
  const { plan } = operation;
  const [cluster, target] = [safeName(plan.cluster), safeName(plan.target)];
  if (plan.kind === 'switchover')
    return `switchover of ${cluster}${fromPrimary(plan)} to ${target}`;
  return `${operation.forced ? 'forced ' : ''}promotion of ${target} in ${cluster}`;
}

export function operationQuestion({ plan, forced }: Operation): string {
  const [cluster, target] = [safeName(plan.cluster), safeName(plan.target)];
  if (plan.kind === 'switchover') return `Switch ${cluster} over${fromPrimary(plan)} to ${target}?`;
  const instead = plan.primary === null ? '' : ` in place of ${safeName(plan.primary)}`;
  return `${forced ? 'Force the promotion of' : 'Promote'} ${target} of ${cluster}${instead}?`;
}

function fromPrimary({ primary }: Plan): string {
  return primary === null ? '' : ` from ${safeName(primary)}`;
}

/** How an operation ended, in a word or two. */
export function outcomeWords(kind: OutcomeKind, { plan }: Pick<Operation, 'plan'>): string {
  // A promotion replaces a primary that is gone, or was ended for it: that one need not serve.
  if (kind !== 'aborted' || plan.kind === 'switchover') return kindWords[kind];
  return `aborted, ${safeName(plan.target)} was not promoted`;
}

const kindWords: Readonly<Record<OutcomeKind, string>> = {
  refused: 'refused',
  rejected: 'rejected',
  expired: 'expired',
  aborted: 'aborted, the old primary serves',
  completed: 'completed',
  'completed-with-warnings': 'completed, with warnings',
  unknown: 'outcome unknown',
  closed: 'closed by hand',
};

export const outcomeMarks: Readonly<Record<OutcomeKind, Mark>> = {
  refused: 'unknown',
  rejected: 'unknown',
  expired: 'unknown',
  aborted: 'warning',
  completed: 'ok',
  'completed-with-warnings': 'warning',
  unknown: 'critical',
  closed: 'warning',
};

const rejoinSentences = {
  follow: 'it can follow the new primary as it is',
  rewind: 'it has to be rewound before it can follow',
  reclone: 'it has to be cloned anew',
  'by-hand': 'how it can follow is not known, and is left to a person',
} as const;

/** How an old primary comes back, as the rest of a sentence about it. */
export function rejoinSentence(how: RejoinVerdict['how']): string {
  return rejoinSentences[how];
}
