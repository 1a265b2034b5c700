import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { incidentName, withoutStop } from '../incident-words.js';
import { oneLine, truncate } from '../safe-text.js';
import type { ChartMark, ChartSpan } from './model.js';

/** What happened to a cluster besides lag. */
export interface ChartEvents {
  readonly incidents: readonly Incident[];
  readonly operations: readonly Operation[];
  /** Lines of the incidents' timelines. */
  readonly entries: readonly TimelineEntry[];
}

/** Incidents and operations that touch a span, as marks and as what lasted. */
export function marksOf(
  { incidents, operations, entries }: ChartEvents,
  from: EpochMs,
  to: EpochMs,
): { readonly marks: readonly ChartMark[]; readonly spans: readonly ChartSpan[] } {
  const within = ({ at }: ChartMark): boolean => at >= from && at <= to;
  const main = [...incidents.flatMap(incidentMarks), ...operations.flatMap(operationMarks)]
    .filter(within)
    .slice(-maxMarks);
  const others = entries.flatMap((entry) => entryMark(entry) ?? []).filter(within);
  const spans = [
    ...incidents.map((each) => lasted('incident', each.openedAt, each.resolvedAt, to)),
    ...operations
      .filter(({ startedAt }) => startedAt !== null)
      .map((each) => lasted('operation', each.startedAt ?? to, each.endedAt, to)),
  ];
  return {
    marks: [...main, ...others.slice(0, maxMarks - main.length)].toSorted((a, b) => a.at - b.at),
    spans: spans
      .filter((span) => span.from < to && span.to > from)
      .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) })),
  };
}

/** More can't be told apart in a picture. */
const maxMarks = 12;
const longestWords = 30;

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

/** What joined an incident, and who became what; the words of a picture are few. */
function entryMark({ kind, at, text, findingKey }: TimelineEntry): ChartMark | null {
  if (kind === 'role-changed') {
    return { at, kind: 'finding', words: truncate(withoutStop(oneLine(text)), longestWords) };
  }
  if (kind !== 'finding-added' || findingKey === null) return null;
  const [, finding = '', subject = ''] = findingKey.split('/');
  const words = `${finding.replaceAll('-', ' ')} ${subject}`.trim();
  return { at, kind: 'finding', words: truncate(oneLine(words), longestWords) };
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
