import type { Operation } from '../operations/model.js';
import { milliseconds } from '../operations/outcome.js';
import type { EpochMs } from '../replication/observation.js';
import { operationName, operationSubject, outcomeMarks, outcomeWords } from './operation-words.js';
import { safeName } from './safe-text.js';
import { line, lineOn, section, since, type Line, type Mark, type Section } from './sections.js';

/**
 * What was asked for, and what came of it, in the order given.
 *
 * @param cluster the one that was asked about; null for all
 */
export function operationList(
  operations: readonly Operation[],
  cluster: string | null,
  now: EpochMs,
): readonly Section[] {
  return [
    section({
      title: 'Operations',
      detail: cluster === null ? null : safeName(cluster),
      lines:
        operations.length === 0
          ? [line('There has been none.')]
          : operations.map((operation) => operationLine(operation, now)),
    }),
  ];
}

function operationLine(operation: Operation, now: EpochMs): Line {
  const { outcome, state } = operation;
  const what = `${operationSubject(operation)}, asked by ${operation.requestedBy}`;
  const downtime =
    outcome?.downtimeMs === null || outcome?.downtimeMs === undefined
      ? ''
      : `, write downtime ${milliseconds(outcome.downtimeMs)}`;
  const left = outcome?.leftToDo.length ?? 0;
  const rest = left === 0 ? '' : `, ${left === 1 ? 'one thing' : `${left} things`} left to do`;
  const result = outcome === null ? stateWords[state] : outcomeWords(outcome.kind, operation);
  const at = operation.endedAt ?? operation.startedAt ?? operation.requestedAt;
  return lineOn(
    operationName(operation),
    `${what}: ${result}${downtime}${rest}`,
    outcome === null ? stateMarks[state] : outcomeMarks[outcome.kind],
    since(at, now),
  );
}

const stateWords: Readonly<Record<Operation['state'], string>> = {
  requested: 'waits for approval',
  running: 'under way',
  interrupted: 'interrupted, and waits for somebody to decide',
  ended: 'ended',
};

const stateMarks: Readonly<Record<Operation['state'], Mark>> = {
  requested: 'warning',
  running: 'warning',
  interrupted: 'critical',
  ended: 'unknown',
};
