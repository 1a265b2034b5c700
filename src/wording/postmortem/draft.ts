import type { Incident } from '../../incidents/model.js';
import { timelineLines, type TimelineLine } from '../../incidents/timeline.js';
import { severityAtWorst } from '../../incidents/worst.js';
import type { EpochMs } from '../../replication/observation.js';
import { headOf, incidentName } from '../incident-words.js';
import { measured } from '../lag-chart/words.js';
import { formatDuration, formatUtcTime } from '../units.js';
import type { PostmortemFacts } from './facts.js';
import { impactOf } from './impact.js';
import { markdownTable, markdownText } from './markdown.js';
import { saidOf, sourceName } from './people.js';
import { questionsOf } from './questions.js';

/** The name of the file that the picture of a draft has. */
export function pictureName(incident: Incident): string {
  return `${incidentName(incident)}-lag.png`;
}

/**
 * A draft of a post-mortem in Markdown: what is on record, in order, with what people have to add
 * between brackets. All times are UTC.
 */
export function postmortemDraft(facts: PostmortemFacts): string {
  const lines = timelineLines(facts.incident, facts.entries, facts.operations);
  return [
    ...head(facts),
    '## Summary',
    '',
    ...summary(facts),
    '',
    '## Impact',
    '',
    ...bullets(impactOf(facts)),
    '',
    '## Timeline',
    '',
    ...timeline(lines, facts),
    '',
    '## Lag',
    '',
    ...lag(facts),
    '',
    '## What was done, and by whom',
    '',
    ...deeds(lines, facts),
    '',
    '## Open questions',
    '',
    ...bullets(questionsOf(facts)),
    '',
  ].join('\n');
}

function bullets(sentences: readonly string[]): readonly string[] {
  return sentences.map((each) => `- ${each}`);
}

/** With its date, whatever the day. */
function dated(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function head({ incident, people, now }: PostmortemFacts): readonly string[] {
  const { cluster, openedAt, resolvedAt, acknowledgedBy, acknowledgedAt } = incident;
  return [
    `# Post-mortem of ${incidentName(incident)}: ${markdownText(cluster)}, ${dated(openedAt).slice(0, 10)}`,
    '',
    `Draft made by pgrepl on ${dated(now)} from what is on record. All times are UTC. What stands in [brackets] is yours to write.`,
    '',
    ...markdownTable(
      ['', ''],
      [
        ['cluster', markdownText(cluster)],
        ['opened', dated(openedAt)],
        [
          'resolved',
          resolvedAt === null
            ? 'not yet'
            : `${dated(resolvedAt)}, after ${formatDuration(resolvedAt - openedAt)}`,
        ],
        ['severity', severityAtWorst(incident)],
        [
          'owner',
          acknowledgedBy === null
            ? 'nobody'
            : `${sourceName(acknowledgedBy, people)}${acknowledgedAt === null ? '' : `, since ${dated(acknowledgedAt)}`}`,
        ],
      ],
    ),
    '',
  ];
}

function summary({ incident, people }: PostmortemFacts): readonly string[] {
  const found = headOf(incident);
  return [
    ...(found === undefined
      ? ['What it was is no longer known.']
      : [saidOf(found.what, people), saidOf(found.consequence, people)]),
    '',
    '[What happened, in two or three sentences, for somebody who was not there.]',
  ];
}

function timeline(
  lines: readonly TimelineLine[],
  { people, incident }: PostmortemFacts,
): readonly string[] {
  if (lines.length === 0) return ['Nothing is on record.'];
  return markdownTable(
    ['time (UTC)', 'source', 'what'],
    lines.map((each) => [
      formatUtcTime(each.at, incident.openedAt).replace(' UTC', ''),
      sourceName(each.source, people),
      wordsOf(each, people),
    ]),
  );
}

/** A note is somebody's own words, and nothing in it is a command or a person. */
function wordsOf({ kind, text, addedBy }: TimelineLine, people: PostmortemFacts['people']): string {
  const said = kind === 'note' ? markdownText(text) : saidOf(text, people);
  return addedBy === null ? said : `${said} (put here by ${sourceName(addedBy, people)})`;
}

function lag({ chart, picture }: PostmortemFacts): readonly string[] {
  const names = [...new Set(chart.panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const rows = names.map((name) => [
    markdownText(name),
    ...chart.panels.map(({ series, measure }) => {
      const own = series.find((each) => each.name === name);
      if (own === undefined) return '?';
      const { value, at } = own.worst;
      const when = value === 0 ? '' : `, at ${formatUtcTime(at, chart.to)}`;
      return `${own.atLeast ? '≥ ' : ''}${measured(value, measure)}${when}`;
    }),
  ]);
  return [
    markdownText(chart.altText),
    ...(picture === null ? [] : ['', `![${markdownText(chart.altText)}](${picture})`]),
    ...(rows.length === 0
      ? []
      : ['', ...markdownTable(['standby', 'worst in time', 'worst in WAL'], rows)]),
    ...(chart.note === null ? [] : ['', markdownText(chart.note)]),
  ];
}

function deeds(lines: readonly TimelineLine[], facts: PostmortemFacts): readonly string[] {
  const { people, incident } = facts;
  const byPeople = lines.filter(({ source }) => source !== 'pgrepl');
  if (byPeople.length === 0) return ['Nobody did anything that is on record.'];
  return bullets(
    byPeople.map(
      (each) =>
        `${formatUtcTime(each.at, incident.openedAt)}, ${sourceName(each.source, people)}: ${wordsOf(each, people)}`,
    ),
  );
}
