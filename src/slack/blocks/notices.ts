import type { Incident } from '../../incidents/model.js';
import { toldAt } from '../../incidents/worst.js';
import type { EpochMs } from '../../replication/observation.js';
import { headOf, incidentName } from '../../wording/incident-words.js';
import { formatCount, formatDuration } from '../../wording/units.js';
import { fit, nobody, plain, sentence, slackDate, type Mentionable } from './escape.js';
import { withLocalTimes } from './local-times.js';
import { limits, pack, sectionBlock, takeLines } from './limits.js';
import { fallbackText, type Message } from './message.js';
import { peopleIn } from './people.js';

/** A line of an incident's or an operation's thread, or several of them in one message after an outage. */
export function threadMessage(
  lines: readonly { text: string; at: EpochMs }[],
  people: Mentionable = nobody,
  called: readonly string[] = [],
): Message {
  const first = lines[0];
  const calls = called.map((group) => `<!subteam^${group}> `).join('');
  if (lines.length === 1 && first !== undefined) {
    return {
      text: calls + fallbackText(first.text, people),
      blocks: [sectionBlock(calls + told(first.text, first.at, people))],
    };
  }
  const dated = lines.map(({ text, at }) => `${slackDate(at)} ${told(text, at, people)}`);
  const taken = takeLines(dated, limits.messageText);
  const left = dated.length - taken.length;
  if (left > 0) taken.push(`… and ${formatCount(left, 'more line')}.`);
  return {
    text:
      calls +
      fallbackText(`${formatCount(lines.length, 'change')} while Slack could not be reached.`),
    blocks: pack(calls === '' ? taken : [calls.trim(), ...taken], limits.sectionText).map(
      sectionBlock,
    ),
  };
}

/** A message that belongs to no incident; its first line is the whole of it in a sentence. */
export function noticeMessage(text: string, people: Mentionable = nobody): Message {
  const [first = '', ...more] = text.split('\n');
  const inWords = (part: string): string => sentence(part, people);
  if (more.length === 0) {
    return {
      text: fallbackText(text, people),
      blocks: [sectionBlock(fit(text, limits.sectionText, inWords))],
    };
  }
  const lines = [first, ...more.map((each) => `• ${each}`)].map((each) => fit(each, 700, inWords));
  const taken = takeLines(lines, limits.messageText - 100);
  const left = lines.length - taken.length;
  if (left > 0) taken.push(`… and ${formatCount(left, 'more line')}.`);
  return {
    text: fallbackText(first, people),
    blocks: pack(taken, limits.sectionText).map(sectionBlock),
  };
}

/**
 * What came and went while Slack could not be reached, or while nobody wanted to hear of it: one
 * message in place of a flood.
 */
export function digestMessage(
  incidents: readonly Incident[],
  notices: readonly { text: string; at: EpochMs; people: readonly string[] }[],
  after: 'outage' | 'quiet-hours',
): Message {
  const lines = [
    ...incidents.map(
      (incident) =>
        `:white_check_mark: *${fit(incident.cluster, 300, plain)}*: ${whatItWas(incident)}`,
    ),
    ...notices.map(
      ({ text, at, people }) => `${slackDate(at)} ${told(text, at, peopleIn(people))}`,
    ),
  ];
  const opening =
    after === 'outage' ? 'While Slack could not be reached:' : 'In quiet hours came and went:';
  const taken = takeLines(lines, limits.messageText - opening.length);
  const left = lines.length - taken.length;
  if (left > 0) taken.push(`… and ${formatCount(left, 'more line')}.`);
  const count = formatCount(incidents.length, 'incident');
  return {
    text: fallbackText(
      incidents.length === 0
        ? after === 'quiet-hours'
          ? `${formatCount(notices.length, 'warning')} came and went in quiet hours.`
          : `${formatCount(notices.length, 'notice')} came up while Slack could not be reached.`
        : `${count} opened and resolved while Slack could not be reached.`,
    ),
    blocks: pack([opening, ...taken], limits.sectionText).map(sectionBlock),
  };
}

function whatItWas(incident: Incident): string {
  const end = incident.resolvedAt ?? incident.changedAt;
  const what = fit(headOf(incident)?.what ?? 'What it was is no longer known.', 700, (part) =>
    withLocalTimes(sentence(part), toldAt(incident)),
  );
  return `${what} Resolved after ${formatDuration(end - incident.openedAt)}, from ${slackDate(incident.openedAt)} to ${slackDate(end)} (${incidentName(incident)}).`;
}

/** Text of one or several lines. */
function told(text: string, at: EpochMs, people: Mentionable): string {
  const lines = text.split('\n').filter((each) => each.trim() !== '');
  return takeLines(
    lines.map((each) => fit(each, 900, (part) => withLocalTimes(sentence(part, people), at))),
    limits.sectionText - 100,
  ).join('\n');
}
