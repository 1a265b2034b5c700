import type { types } from '@slack/bolt';
import type { EpochMs } from '../../replication/observation.js';
import type { LagChart } from '../../wording/lag-chart/model.js';
import { line, section, type Line, type Section } from '../../wording/sections.js';
import { answerButtons, buttonRow, pageButtons } from './buttons.js';
import { byName, fit, nobody, plain, slackDate, type Mentionable } from './escape.js';
import { blocksFromSections } from './from-sections.js';
import { contextBlock, limits, sectionBlock, withinBlocks } from './limits.js';
import { fallbackText, type Message } from './message.js';
import { peopleIn } from './people.js';

/** What pgrepl says to a request, before it is laid out. */
export interface Answer {
  /** The whole of it in one sentence. */
  readonly summary: string;
  readonly sections: readonly Section[];
  /** What would be typed to get it again; null for an answer that no button repeats. */
  readonly request: string | null;
  /** What would be typed to get the page before this one, and the one after it. */
  readonly earlier?: string | null;
  readonly later?: string | null;
  /** Whether it may be shown to the channel. */
  readonly shareable: boolean;
  /** Who may be mentioned where its texts name them; nobody if it is left out. */
  readonly people?: Mentionable | undefined;
  /** A picture that belongs to it. */
  readonly chart?: LagChart | undefined;
  /** A picture that follows in a message of its own, so that the words need not wait for it. */
  readonly after?: LagChart | null | undefined;
  /** Buttons that act on what it lists, in front of those that every answer has. */
  readonly buttons?: readonly types.Button[] | undefined;
}

/** A row holds 25; an answer has up to four of its own. */
const mostButtons = 21;

/** An answer to the one who asked, with buttons to show it and to read it afresh. */
export function answerMessage(answer: Answer, picture: readonly types.KnownBlock[] = []): Message {
  const { request, shareable, earlier, later } = answer;
  const buttons = [
    ...pageButtons(earlier ?? null, later ?? null),
    ...(request === null ? [] : answerButtons(request, shareable)),
  ];
  return {
    text: fallbackText(answer.summary),
    blocks: withinBlocks(
      bodyOf(answer),
      [...picture, ...buttonRow([...(answer.buttons ?? []).slice(0, mostButtons), ...buttons])],
      limits.blocksInMessage,
    ),
  };
}

/**
 * The same answer for everybody in a channel; `user` is Slack's id of who shows it. Whom it names is
 * called by name: being shown is no reason to be notified.
 */
export function sharedMessage(
  answer: Answer,
  user: string,
  at: EpochMs,
  names: ReadonlyMap<string, string>,
  picture: readonly types.KnownBlock[] = [],
): Message {
  const people = byName(answer.people ?? nobody, names);
  return {
    text: fallbackText(answer.summary),
    blocks: withinBlocks(
      bodyOf({ ...answer, people }),
      [...picture, contextBlock(`Shown by <@${user}>, as of ${slackDate(at)}`)],
      limits.blocksInMessage,
    ),
  };
}

function bodyOf({ sections, people = nobody }: Answer): ReturnType<typeof blocksFromSections> {
  return blocksFromSections(sections, { people, today: null });
}

/** A picture by itself, below what it belongs to. */
export function pictureMessage(chart: LagChart, picture: readonly types.KnownBlock[]): Message {
  return {
    text: fallbackText(chart.altText),
    blocks: [...picture, contextBlock(fit(chart.altText, limits.sectionText, plain))],
  };
}

/** Words of several lines as the lines that they are. */
export function linesOf(words: readonly string[]): readonly Line[] {
  return words
    .flatMap((each) => each.split('\n'))
    .filter((each) => each.trim() !== '')
    .map((each) => line(each));
}

/** Plain sentences to one person, each on its line; commands stand between backticks. */
export function told(sentences: readonly [string, ...string[]], now: EpochMs): Message {
  const people = peopleIn(sentences);
  return {
    text: fallbackText(sentences[0], people),
    blocks: blocksFromSections([section({ lines: linesOf(sentences) })], {
      people,
      today: now,
    }),
  };
}

/** One sentence to one person; the text is ours, names in it must be escaped already. */
export function remark(text: string): Message {
  return { text, blocks: [sectionBlock(text)] };
}
