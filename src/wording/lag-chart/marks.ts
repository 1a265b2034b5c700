import type { Incident } from '../../incidents/model.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { incidentName } from '../incident-words.js';
import type { ChartMark, ChartSpan } from './model.js';

/** What happened to a cluster besides lag. */
export interface ChartEvents {
  readonly incidents: readonly Incident[];
  readonly operations: readonly Operation[];
}

/** Incidents and operations that touch a span, as marks and as what lasted. */
export function marksOf(
  { incidents, operations }: ChartEvents,
  from: EpochMs,
  to: EpochMs,
): { readonly marks: readonly ChartMark[]; readonly spans: readonly ChartSpan[] } {
  const marks = [...incidents.flatMap(incidentMarks), ...operations.flatMap(operationMarks)];
  const spans = [
    ...incidents.map((each) => lasted('incident', each.openedAt, each.resolvedAt, to)),
    ...operations
      .filter(({ startedAt }) => startedAt !== null)
      .map((each) => lasted('operation', each.startedAt ?? to, each.endedAt, to)),
  ];
  return {
    marks: marks
      .filter(({ at }) => at >= from && at <= to)
      .toSorted((a, b) => a.at - b.at)
      .slice(-maxMarks),
    spans: spans
      .filter((span) => span.from < to && span.to > from)
      .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) })),
  };
}

/** More can't be told apart in a picture. */
const maxMarks = 12;

function lasted(
  kind: ChartSpan['kind'],
  from: EpochMs,
  end: EpochMs | null,
  to: EpochMs,
): ChartSpan {
  return { kind, from, to: end ?? to };
}

function incidentMarks(incident: Incident): readonly ChartMark[] {
  if (incident.mergedInto !== null) return [];
  const name = incident.number === null ? 'incident' : incidentName(incident);
  return [
    { at: incident.openedAt, kind: 'incident', words: `${name} opened` },
    ...(incident.resolvedAt === null
      ? []
      : [{ at: incident.resolvedAt, kind: 'resolved' as const, words: `${name} resolved` }]),
  ];
}

function operationMarks(operation: Operation): readonly ChartMark[] {
  const { number, kind, startedAt, endedAt, outcome, plan, steps } = operation;
  if (startedAt === null) return [];
  const name = `OP-${number}`;
  const ids = plan.steps.filter(({ noReturn }) => noReturn).map(({ id }) => id);
  const promotion = steps.find(({ step }) => ids.includes(step));
  return [
    { at: startedAt, kind: 'operation', words: `${name} ${kind} began` },
    ...(promotion === undefined
      ? []
      : [
          {
            at: promotion.intendedAt,
            kind: 'no-return' as const,
            words: `${name} point of no return`,
          },
        ]),
    ...(endedAt === null
      ? []
      : [
          { at: endedAt, kind: 'operation' as const, words: `${name} ${outcome?.kind ?? 'ended'}` },
        ]),
  ];
}
