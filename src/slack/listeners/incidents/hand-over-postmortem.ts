import { incidentSpan } from '../../../wording/lag-chart/incident-span.js';
import { incidentName } from '../../../wording/incident-words.js';
import { pictureName, postmortemDraft } from '../../../wording/postmortem/draft.js';
import { failureInWords, type Outcome } from '../../api/outcome.js';
import { answerMessage, told } from '../../blocks/answer.js';
import type { Message } from '../../blocks/message.js';
import { peopleIn, peopleOf } from '../../blocks/people.js';
import { noSuchIncident } from '../../commands/incident-answers.js';
import { namesOf } from '../../names-of.js';
import { uploadFiles, type FilePlace, type NewFile } from '../../files/upload.js';
import type { RecordedTimeline } from '../../../incidents/timeline.js';
import type { ListenerContext } from '../context.js';

/** Who asks for a post-mortem, and where. */
export interface PostmortemAsker {
  /** `slack:T…/U…`. */
  readonly actor: string;
  readonly channelId: string;
}

/**
 * Makes a draft of a post-mortem and hands it over in the incident's thread, with a picture of the
 * lag; where that thread is gone, in the channel in which it was asked for.
 */
export async function handOverPostmortem(
  number: number,
  asker: PostmortemAsker,
  context: ListenerContext,
): Promise<Message> {
  const { handlers, clock } = context;
  const say = (...words: [string, ...string[]]): Message => told(words, clock.now());
  const recorded = await handlers.records.timeline(number);
  if (recorded === 'none') return answerMessage(noSuchIncident(number, '/pgrepl'));
  if (recorded === null) {
    return say(
      `The timeline of INC-${number} can't be read: the store gives no answer just now.`,
      'Try again in a moment.',
    );
  }
  const { incident } = recorded;
  const name = incidentName(incident);
  const files = await filesOf(recorded, context);
  const root = await handlers.records.root(incident.id);
  const comment = `Draft of a post-mortem of ${name}: what is on record. What stands in [brackets] is for people to write.`;
  const thread = root && { channel: root.channel, threadTs: root.ts, comment };
  const { shared } = await context.standing.channel(asker.channelId);
  const here = { channel: asker.channelId, threadTs: null, comment };
  // Names of hosts and people are not for another organisation.
  const places = [...(thread === null ? [] : [thread]), ...(shared ? [] : [here])];
  if (places.length === 0) return say(...notHere(name));
  const outcome = await handOver(files, places, context);
  if (outcome.kind !== 'ok') return say(...refusalOf(outcome, name));
  handlers.audit({
    actor: asker.actor,
    action: 'postmortem.draft',
    cluster: incident.cluster,
    subject: name,
    result: 'done',
    detail: { channel: outcome.data.channel },
  });
  return say(
    outcome.data === thread
      ? `The draft of a post-mortem of ${name} is in the incident's thread.`
      : `The draft of a post-mortem of ${name} is in this channel: ${thread === null ? 'no thread of the incident is known' : "Slack takes no file in the incident's thread"}.`,
  );
}

async function filesOf(
  recorded: RecordedTimeline,
  context: ListenerContext,
): Promise<readonly NewFile[]> {
  const { handlers, clock } = context;
  const { incident, entries, operations } = recorded;
  const now = clock.now();
  const measures = ['time', 'bytes'] as const;
  const { cluster } = incident;
  const span = incidentSpan(incident, now);
  // As all times of the draft are.
  const timeZone = 'UTC';
  const chart = await handlers.records.lagChart({ cluster, ...span, measures, timeZone });
  const isKnown = chart.panels.some(({ series }) => series.length > 0);
  const png = isKnown ? await handlers.png(chart) : null;
  const picture = png === null ? null : pictureName(incident);
  const people = await peopleNamed(recorded, context);
  const facts = { incident, entries, operations, chart, picture, people, now };
  const name = incidentName(incident);
  const draft: NewFile = {
    name: `${name}-postmortem.md`,
    title: `Post-mortem of ${name} (draft)`,
    content: new TextEncoder().encode(postmortemDraft(facts)),
    altText: null,
  };
  if (png === null || picture === null) return [draft];
  return [draft, { name: picture, title: chart.title, content: png, altText: chart.altText }];
}

/** What Slack calls the people that the record names. */
async function peopleNamed(
  { incident, entries, operations }: RecordedTimeline,
  { lookups }: ListenerContext,
): Promise<ReadonlyMap<string, string>> {
  const texts = entries.flatMap(({ source, message, text, kind }) => [
    source,
    message?.author ?? '',
    kind === 'note' ? '' : text,
  ]);
  const ids = new Set([
    ...peopleIn([incident.acknowledgedBy ?? '', ...texts]),
    ...operations.flatMap((operation) => [...peopleOf(operation)]),
  ]);
  return namesOf(ids, lookups);
}

/** Tries one place after the other, but only while it is certain that nothing was handed over. */
async function handOver(
  files: readonly NewFile[],
  places: readonly FilePlace[],
  { files: client, log }: ListenerContext,
): Promise<Outcome<FilePlace>> {
  let last: Outcome<FilePlace> = { kind: 'not-sent', detail: 'there is no place for it' };
  for (const place of places) {
    const outcome = await uploadFiles(client, files, place);
    if (outcome.kind === 'ok') return { kind: 'ok', data: place };
    log.warn({ error: failureInWords(outcome) }, 'a post-mortem could not be handed over');
    last = outcome;
    if (outcome.kind !== 'refused' || outcome.error === 'missing_scope') return outcome;
  }
  return last;
}

function notHere(name: string): [string, ...string[]] {
  return [
    `No thread of ${name} is known, and this channel is, or may be, shared with another organisation: the draft is not handed over here.`,
    'Ask again in a channel of this workspace alone.',
  ];
}

function refusalOf(
  outcome: Exclude<Outcome<FilePlace>, { readonly kind: 'ok' }>,
  name: string,
): [string, ...string[]] {
  const terminal = `\`pgrepl postmortem ${name}\` prints it in a terminal.`;
  if (outcome.kind === 'refused' && outcome.error === 'missing_scope') {
    return [
      'The app lacks the scope `files:write`, so that it can hand no file over: reinstall it with its present manifest.',
      terminal,
    ];
  }
  if (outcome.kind === 'refused') {
    return [
      `Slack takes no file from pgrepl where the incident's thread was, nor here (${outcome.error}).`,
      'Ask again in a channel that pgrepl is in.',
      terminal,
    ];
  }
  return outcome.kind === 'uncertain'
    ? [
        `Slack gave no clear answer: look into the incident's thread whether the draft is there before you ask again.`,
        terminal,
      ]
    : ["Slack takes no files just now, so the draft wasn't handed over.", 'Try again.', terminal];
}
