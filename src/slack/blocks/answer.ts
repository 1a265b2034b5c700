import type { EpochMs } from '../../replication/observation.js';
import type { Section } from '../../wording/sections.js';
import { answerButtons, buttonRow } from './buttons.js';
import { slackDate } from './escape.js';
import { blocksFromSections } from './from-sections.js';
import { contextBlock, limits, sectionBlock, withinBlocks } from './limits.js';
import { fallbackText, type Message } from './message.js';

/** What pgrepl says to a request, before it is laid out. */
export interface Answer {
  /** The whole of it in one sentence. */
  readonly summary: string;
  readonly sections: readonly Section[];
  /** What would be typed to get it again; null for an answer that no button repeats. */
  readonly request: string | null;
  /** Whether it may be shown to the channel. */
  readonly shareable: boolean;
}

/** An answer to the one who asked, with buttons to show it and to read it afresh. */
export function answerMessage(answer: Answer): Message {
  const buttons = answer.request === null ? [] : answerButtons(answer.request, answer.shareable);
  return {
    text: fallbackText(answer.summary),
    blocks: withinBlocks(
      blocksFromSections(answer.sections),
      buttonRow(buttons),
      limits.blocksInMessage,
    ),
  };
}

/** The same answer for everybody in a channel; `user` is Slack's id of who shows it. */
export function sharedMessage(answer: Answer, user: string, at: EpochMs): Message {
  return {
    text: fallbackText(answer.summary),
    blocks: withinBlocks(
      blocksFromSections(answer.sections),
      [contextBlock(`Shown by <@${user}>, as of ${slackDate(at)}`)],
      limits.blocksInMessage,
    ),
  };
}

/** One sentence to one person; the text is ours, names in it must be escaped already. */
export function remark(text: string): Message {
  return { text, blocks: [sectionBlock(text)] };
}
