import type { AuditEntry } from '../../src/store/index.js';

/** When the steps of one kind of an operation were intended first and over last, ms since the epoch. */
interface Span {
  begin: number;
  end: number;
}

/** Where the time of one operation went, by what its steps left on record. */
export interface Course {
  /** From the first intention to the last step's end, ms. */
  readonly totalMs: number;
  /** By kind of step, in the order in which they began. */
  readonly steps: ReadonlyMap<string, number>;
}

/** What the audit log says of the steps of every operation, the oldest first. */
export function coursesIn(entries: readonly AuditEntry[]): readonly Course[] {
  const operations = new Map<string, Map<string, Span>>();
  for (const { record } of entries) {
    const step = record.detail['step'];
    if (record.action !== 'operation.step' || typeof step !== 'string') continue;
    const spans = operations.get(record.subject ?? '') ?? new Map<string, Span>();
    operations.set(record.subject ?? '', spans);
    const kind = step.replace(/:.*$/, '');
    const span = spans.get(kind) ?? { begin: record.at, end: record.at };
    span.begin = Math.min(span.begin, record.at);
    span.end = Math.max(span.end, record.at);
    spans.set(kind, span);
  }
  return [...operations.values()].map(courseOf);
}

/** Steps that may go on record before their turn, which comes when that other one is over. */
const turnAfter: Readonly<Record<string, string>> = {
  'verify-received': 'stop',
  promote: 'verify-received',
};

function courseOf(spans: ReadonlyMap<string, Span>): Course {
  for (const [kind, span] of spans) {
    const before = spans.get(turnAfter[kind] ?? '');
    if (before !== undefined) span.begin = Math.max(span.begin, before.end);
  }
  const all = [...spans.values()];
  return {
    totalMs: Math.max(...all.map(({ end }) => end)) - Math.min(...all.map(({ begin }) => begin)),
    steps: new Map([...spans].map(([kind, { begin, end }]) => [kind, end - begin])),
  };
}
