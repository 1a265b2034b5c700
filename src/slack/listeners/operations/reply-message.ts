import type { OperationReply } from '../../../operations/service.js';
import { line, section } from '../../../wording/sections.js';
import { linesOf, told } from '../../blocks/answer.js';
import { buttonRow, forceButton } from '../../blocks/buttons.js';
import { blocksFromSections } from '../../blocks/from-sections.js';
import { limits, withinBlocks } from '../../blocks/limits.js';
import { fallbackText, type Message } from '../../blocks/message.js';
import type { ListenerContext } from '../context.js';

/** What came of a request or a click, for the one person; what everybody may know is on the card. */
export function replyMessage(
  reply: OperationReply,
  notes: readonly string[],
  { clock, offers }: ListenerContext,
): Message {
  const now = clock.now();
  if (reply.kind !== 'may-force') return told([reply.words, ...notes], now);
  const { words, blocks, request } = reply;
  const sections = [
    section({ lines: linesOf([words, ...notes]) }),
    section({
      title: 'What blocks it',
      lines: blocks.map((block) => line(block, 'critical')),
    }),
  ];
  return {
    text: fallbackText(words),
    blocks: withinBlocks(
      blocksFromSections(sections),
      buttonRow(forceButton(offers.make(request, request.actor.userId, now))),
      limits.blocksInMessage,
    ),
  };
}
