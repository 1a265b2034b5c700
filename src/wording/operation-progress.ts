import type { Operation } from '../operations/model.js';
import { milliseconds } from '../operations/outcome.js';
import { progressOf, type Progress } from '../operations/progress.js';
import { canGoBack } from '../operations/undo.js';
import type { CardContext } from './operation-card.js';
import { askedBy } from './operation-request.js';
import { operationName, operationSubject } from './operation-words.js';
import { safeName } from './safe-text.js';
import { line, lineOn, section, type Line, type Section } from './sections.js';
import { personCommands, progressLines } from './step-lines.js';

/** An operation that is being carried out. */
export function runningSections(
  operation: Operation,
  { now, waitsFor }: CardContext,
): readonly Section[] {
  const progress = progressOf(operation, now);
  const elapsed = progress.elapsedMs === null ? null : milliseconds(progress.elapsedMs);
  return [
    section({
      title: `Under way: ${operationSubject(operation)}`,
      detail: [operationName(operation), ...(elapsed === null ? [] : [elapsed])].join(' · '),
      lines: [line(authorship(operation)), turningLine(operation, progress)],
    }),
    ...personCommands(progress).map(({ node, commands }) =>
      section({
        title: 'To be run now',
        detail: `on ${safeName(node)}, by somebody who can`,
        preformatted: commands,
      }),
    ),
    section({ lines: progressLines(progress, waitsFor) }),
  ];
}

/** An operation whose process died, and the two ways on. */
export function interruptedSections(
  operation: Operation,
  { now }: CardContext,
): readonly Section[] {
  const { interruption } = operation;
  const progress = progressOf(operation, now);
  return [
    section({
      title: `Interrupted: ${operationSubject(operation)}`,
      detail: operationName(operation),
      mark: 'critical',
      lines: [
        line('pgrepl repeats nothing by itself. What was found of it, and the two ways on:'),
        ...(interruption?.found ?? []).map((found) => line(found)),
        ...(interruption === null
          ? []
          : [
              line(standsWords(interruption.pastNoReturn, operation)),
              lineOn('Go on', sentence(interruption.goOn)),
              lineOn(
                interruption.pastNoReturn === false ? 'Go back' : 'Close',
                sentence(interruption.other),
              ),
            ]),
        line(authorship(operation)),
      ],
    }),
    section({ title: 'Steps', lines: progressLines(progress, null) }),
  ];
}

/** Who asked, why, and who approved. */
export function authorship(operation: Operation): string {
  const { approvals } = operation;
  const approved =
    approvals.length === 0 ? '' : ` Approved by ${approvals.map(({ actor }) => actor).join(', ')}.`;
  return `${askedBy(operation)}${approved}`;
}

function turningLine(operation: Operation, { pastNoReturn, undone }: Progress): Line {
  if (undone.length > 0 && pastNoReturn === false) {
    return line('It did not succeed: what was done is being taken back.', 'warning');
  }
  return line(noReturnWords(pastNoReturn, operation));
}

function noReturnWords(past: boolean | 'unknown', { plan }: Operation): string {
  const target = safeName(plan.target);
  const primary = plan.primary === null ? 'the old primary' : safeName(plan.primary);
  switch (past) {
    case true:
      return `The point of no return is behind it: ${target} is the primary.`;
    case 'unknown':
      return `Whether ${target} is the primary by now is not known yet.`;
    case false:
      return canGoBack(plan)
        ? `Up to the promotion of ${target}, every failure puts ${primary} back in service.`
        : `${target} is not promoted yet.`;
  }
}

/** Where an interrupted operation stands, while nobody carries it on. */
function standsWords(past: boolean | 'unknown', operation: Operation): string {
  const target = safeName(operation.plan.target);
  return past === false
    ? `${target} was not promoted: the point of no return is still ahead.`
    : noReturnWords(past, operation);
}

function sentence(text: string): string {
  const begun = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
