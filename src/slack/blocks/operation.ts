import type { Operation } from '../../operations/model.js';
import { operationCard, type CardContext } from '../../wording/operation-card.js';
import { buttonRow } from './buttons.js';
import { blocksFromSections } from './from-sections.js';
import { limits, withinBlocks } from './limits.js';
import { fallbackText, type Message } from './message.js';
import { operationButtons } from './operation-buttons.js';
import { peopleOf } from './people.js';

/** An operation's card in its present state. */
export function operationMessage(operation: Operation, context: CardContext): Message {
  const { summary, sections } = operationCard(operation, context);
  const approvers = context.approvers?.map(({ id }) => id) ?? [];
  const people = new Set([...peopleOf(operation), ...approvers]);
  return {
    text: fallbackText(summary, people),
    blocks: withinBlocks(
      blocksFromSections(sections, { people, today: context.now }),
      buttonRow(operationButtons(operation)),
      limits.blocksInMessage,
    ),
  };
}
