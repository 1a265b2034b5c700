import type { EpochMs } from '../../replication/observation.js';
import { operationName } from '../operation-words.js';
import { formatDuration } from '../units.js';
import type { PostmortemFacts } from './facts.js';
import { markdownSentence, markdownText } from './markdown.js';

/** What the record leaves open, a Markdown sentence each: first what every incident asks. */
export function questionsOf(facts: PostmortemFacts): readonly string[] {
  const { incident, entries, operations } = facts;
  const { openedAt, resolvedAt, reopened, state } = incident;
  const notes = entries.filter(({ kind }) => kind === 'note');
  const takenAt = firstTakenAt(facts);
  const calls = entries.filter(({ kind }) => kind === 'escalated').length;
  return [
    'What was the cause, and why then?',
    'Why was it not prevented, and what would have told of it sooner?',
    ...(state === 'open' ? ['It is not over yet: what ends it?'] : []),
    ...(takenAt === null
      ? [
          `Nobody acknowledged it${resolvedAt === null ? '' : ` in ${formatDuration(resolvedAt - openedAt)}`}: did nobody see it, or was it not worth it?`,
        ]
      : takenAt - openedAt > 5 * 60_000
        ? [
            `It took ${formatDuration(takenAt - openedAt)} until somebody acknowledged it: why so long?`,
          ]
        : []),
    ...(calls > 0
      ? [`People had to be called ${calls === 1 ? 'once more' : `${calls} times more`}: why?`]
      : []),
    ...(reopened > 0
      ? [`It came back ${reopened === 1 ? 'once' : `${reopened} times`}: what had not been mended?`]
      : []),
    ...entries
      .filter(({ kind }) => kind === 'blind')
      .map(({ text }) => `${markdownSentence(text)} What happened meanwhile?`),
    ...operations.flatMap((operation) =>
      (operation.outcome?.leftToDo ?? []).map(
        ({ node, words }) =>
          `${operationName(operation)} left something to do at ${markdownText(node)}: ${markdownText(words)} Is it done?`,
      ),
    ),
    ...(notes.length === 0
      ? ['Nobody put a note on the timeline: what did people think and try meanwhile?']
      : []),
    'What will be changed, by whom, until when?',
  ];
}

/** When somebody took it first: who took it over from them came later. Null if nobody did. */
function firstTakenAt({ incident, entries }: PostmortemFacts): EpochMs | null {
  const taken = entries.find(({ kind }) => kind === 'acknowledged' || kind === 'taken-over');
  return taken?.at ?? incident.acknowledgedAt;
}
