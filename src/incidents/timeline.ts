import { milliseconds } from '../operations/outcome.js';
import type { Operation, StepRecord } from '../operations/model.js';
import type { EpochMs } from '../replication/observation.js';
import { operationName, operationSubject, outcomeWords } from '../wording/operation-words.js';
import { quoted } from '../wording/people.js';
import { truncate } from '../wording/safe-text.js';
import type { Incident, NotedMessage, TimelineEntry } from './model.js';

/** An incident with all that a timeline is made of. */
export interface RecordedTimeline {
  readonly incident: Incident;
  /** In order. */
  readonly entries: readonly TimelineEntry[];
  /** Of its cluster, from about its span. */
  readonly operations: readonly Operation[];
}

/** One line of a timeline as it is shown. */
export interface TimelineLine {
  readonly at: EpochMs;
  readonly kind: TimelineEntry['kind'] | 'operation' | 'step';
  /** Who did or said it: `pgrepl`, `slack:T…/U…` or `cli:<os user>`. */
  readonly source: string;
  /** Who put another's message here; null for all else. */
  readonly addedBy: string | null;
  readonly text: string;
  /** The message that a note was made of. */
  readonly message: NotedMessage | null;
}

/**
 * The whole story of an incident, in order: its own lines, with notes as their messages read now, and
 * the operations on its cluster that overlap its span, each step a line.
 *
 * @param entries of the incident, in the order in which they were recorded
 * @param operations of its cluster
 */
export function timelineLines(
  incident: Incident,
  entries: readonly TimelineEntry[],
  operations: readonly Operation[],
): readonly TimelineLine[] {
  const own = withNotesAsTheyRead(entries);
  const during = operations.filter((operation) => overlaps(operation, incident));
  const all = [...own, ...during.flatMap(operationLines)];
  // Sorting keeps the order of what has the same time.
  return all.toSorted((a, b) => a.at - b.at);
}

function overlaps(operation: Operation, { openedAt, resolvedAt }: Incident): boolean {
  const end = operation.endedAt ?? Number.POSITIVE_INFINITY;
  return operation.requestedAt <= (resolvedAt ?? Number.POSITIVE_INFINITY) && end >= openedAt;
}

function withNotesAsTheyRead(entries: readonly TimelineEntry[]): readonly TimelineLine[] {
  const changes = new Map<string, TimelineEntry>();
  for (const entry of entries) {
    if (isChangeOfNote(entry)) changes.set(placeOf(entry), entry);
  }
  return entries
    .filter((entry) => !isChangeOfNote(entry))
    .map((entry): TimelineLine => {
      const { at, kind, message } = entry;
      const source = message?.author ?? entry.source;
      const addedBy = source === entry.source ? null : entry.source;
      const change = kind === 'note' ? changes.get(placeOf(entry)) : undefined;
      return { at, kind, source, addedBy, message, text: noteText(entry, change) };
    });
}

function isChangeOfNote({ kind }: TimelineEntry): boolean {
  return kind === 'note-edited' || kind === 'note-deleted';
}

/** Notes that were typed behind a command have no message, and nothing changes them. */
function placeOf({ id, message }: TimelineEntry): string {
  return message === null ? id : `${message.channel} ${message.ts}`;
}

function noteText(entry: TimelineEntry, change: TimelineEntry | undefined): string {
  if (change === undefined) return entry.text;
  if (change.kind === 'note-deleted') return 'A note whose message was deleted since.';
  return `${change.text} (edited)`;
}

/** An operation: asked for, approved, carried out step by step, ended. */
function operationLines(operation: Operation): readonly TimelineLine[] {
  const name = operationName(operation);
  const why = operation.reason === null ? '' : `: ${quoted(operation.reason)}`;
  const lineAt = (at: EpochMs, source: string, text: string): TimelineLine => ({
    at,
    kind: 'operation',
    source,
    addedBy: null,
    text: `${name}: ${text}`,
    message: null,
  });
  const { outcome, endedAt } = operation;
  return [
    lineAt(
      operation.requestedAt,
      operation.requestedBy,
      `asks for the ${operationSubject(operation)}${why}`,
    ),
    ...operation.approvals.map(({ at, actor }) => lineAt(at, actor, 'approves it.')),
    ...operation.steps.map((step): TimelineLine => ({
      ...lineAt(step.intendedAt, 'pgrepl', `${step.words}: ${stepEnd(step)}`),
      kind: 'step',
    })),
    ...(endedAt === null || outcome === null
      ? []
      : [lineAt(endedAt, 'pgrepl', `${outcomeWords(outcome.kind, operation)}. ${outcome.words}`)]),
  ];
}

/** The longest result of a step that is shown: the operation's own card has it all. */
const longestResult = 200;

function stepEnd({ state, intendedAt, endedAt, result }: StepRecord): string {
  if (endedAt === null) return 'under way, or its end is not on record.';
  const took = `after ${milliseconds(endedAt - intendedAt)}`;
  if (state === 'done') return `done ${took}.`;
  const why = result === null ? '' : `: ${truncate(result, longestResult)}`;
  return state === 'failed'
    ? `failed ${took}${why}`
    : `not known whether it happened, ${took}${why}`;
}
