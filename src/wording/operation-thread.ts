import type { Operation } from '../operations/model.js';
import { milliseconds } from '../operations/outcome.js';
import { operationName } from './operation-words.js';

/** A line for the thread of an operation's card. */
export interface ThreadLine {
  readonly text: string;
  /** Shown in the channel, too. */
  readonly broadcast: boolean;
}

/**
 * What the thread is told of a change: who approved, what made a plan void, each step with its
 * result, the end. The card itself shows the present state alone.
 *
 * @param before null for an operation that has just been asked for or read from the store
 */
export function threadLines(before: Operation | null, after: Operation): readonly ThreadLine[] {
  if (before === null) return [];
  return [
    ...planLines(before, after),
    ...approvalLines(before, after),
    ...interruptionLines(before, after),
    ...endLines(before, after),
  ];
}

function planLines(before: Operation, after: Operation): readonly ThreadLine[] {
  if (before.planVersion === after.planVersion) return [];
  const changes = after.planChanges.map((each) => `• ${each}`).join('\n');
  return [quiet(`The plan has changed, so that no approval counts any more:\n${changes}`)];
}

function approvalLines(before: Operation, after: Operation): readonly ThreadLine[] {
  const known = new Set(before.approvals.map(({ actor, planHash }) => `${actor} ${planHash}`));
  const needed = after.plan.needs.approvals;
  return after.approvals.flatMap(({ actor, planHash }, index) =>
    known.has(`${actor} ${planHash}`)
      ? []
      : [quiet(`Approved by ${actor} (${index + 1} of ${needed}).`)],
  );
}

function interruptionLines(before: Operation, after: Operation): readonly ThreadLine[] {
  if (before.state === after.state) return [];
  if (after.state === 'interrupted' && after.interruption !== null) {
    return [quiet(['It was interrupted. Found:', ...after.interruption.found].join('\n'))];
  }
  return before.state === 'interrupted' && after.state === 'running'
    ? [quiet('Somebody has said how it goes on.')]
    : [];
}

function endLines(before: Operation, after: Operation): readonly ThreadLine[] {
  if (before.state === 'ended' || after.state !== 'ended' || after.outcome === null) return [];
  const { outcome, steps } = after;
  const course = steps.map(({ words, state, intendedAt, endedAt, result }) => {
    const lasted = endedAt === null ? '' : ` · ${milliseconds(Math.max(0, endedAt - intendedAt))}`;
    return `• ${words}: ${state}${lasted}${result === null ? '' : ` · ${result}`}`;
  });
  return [
    ...(course.length === 0 ? [] : [quiet(['What was done, in order:', ...course].join('\n'))]),
    // Nobody needs to be called for what they were asked about, but all need to know who is primary.
    { text: `${operationName(after)}: ${outcome.words}`, broadcast: course.length > 0 },
  ];
}

function quiet(text: string): ThreadLine {
  return { text, broadcast: false };
}
