import type { Operation } from '../operations/model.js';
import { milliseconds } from '../operations/outcome.js';
import { progressOf } from '../operations/progress.js';
import { clusterTree } from './cluster-tree.js';
import { leftToDoSections } from './left-to-do-sections.js';
import type { CardContext } from './operation-card.js';
import { authorship } from './operation-progress.js';
import {
  operationName,
  operationSubject,
  outcomeMarks,
  outcomeWords,
  rejoinSentence,
} from './operation-words.js';
import { safeName } from './safe-text.js';
import { line, lineOn, section, type Section } from './sections.js';
import { progressLines } from './step-lines.js';

/** How it ended, what that cost, what the cluster looks like now, what is left to do. */
export function endedSections(operation: Operation, context: CardContext): readonly Section[] {
  const { outcome, startedAt } = operation;
  if (outcome === null) return [section({ title: operationSubject(operation), mark: 'unknown' })];
  const wasStarted = startedAt !== null;
  return [
    section({
      title: `${capital(operationSubject(operation))}: ${outcomeWords(outcome.kind, operation)}`,
      detail: operationName(operation),
      mark: outcomeMarks[outcome.kind],
      lines: [
        line(outcome.words),
        ...figures(operation),
        ...outcome.warnings.map((warning) => line(warning, 'warning')),
        ...rejoinLines(operation),
        line(authorship(operation)),
      ],
    }),
    ...leftToDoSections(outcome.leftToDo, 'Left to do'),
    ...(wasStarted && context.topology !== null
      ? [section({ title: 'The cluster now', preformatted: clusterTree(context.topology) })]
      : []),
    ...(operation.steps.length === 0
      ? []
      : [
          section({
            title: 'Steps',
            lines: progressLines(progressOf(operation, context.now), null),
          }),
        ]),
  ];
}

function figures({ outcome }: Operation): readonly ReturnType<typeof line>[] {
  const { downtimeMs = null, totalMs = null } = outcome ?? {};
  const parts = [
    ...(downtimeMs === null ? [] : [`${milliseconds(downtimeMs)} at most`]),
    ...(totalMs === null ? [] : [`the whole of it took ${milliseconds(totalMs)}`]),
  ];
  if (parts.length === 0) return [];
  return [
    downtimeMs === null
      ? line(`${capital(parts.join('; '))}.`)
      : lineOn('Write downtime', `${parts.join('; ')}.`),
  ];
}

/** On what evidence the old primary comes back as it does. */
function rejoinLines({ plan, outcome }: Operation): readonly ReturnType<typeof line>[] {
  const rejoin = outcome?.rejoin ?? null;
  if (rejoin === null || plan.primary === null) return [];
  const evidence = rejoin.evidence.join(' ');
  return [lineOn(safeName(plan.primary), `${rejoinSentence(rejoin.how)}. ${evidence}`)];
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
