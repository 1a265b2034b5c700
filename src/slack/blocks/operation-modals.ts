import type { types } from '@slack/bolt';
import type { OperationRequest } from '../../operations/service.js';
import type { Operation } from '../../operations/model.js';
import { operationName, operationQuestion } from '../../wording/operation-words.js';
import { safeName } from '../../wording/safe-text.js';
import { fit, sentence } from './escape.js';
import { limits, sectionBlock } from './limits.js';

/** The names under which submissions come back. */
export const callbackIds = {
  /** An approval that takes the cluster's name. */
  approve: 'operation_approve_typed',
  /** The request of a forced promotion. */
  force: 'operation_force_typed',
  /** A message on its way to a timeline. */
  note: 'incident_note_picked',
  /** One that shows what came of a submission, and asks nothing. */
  told: 'operation_told',
} as const;

/** The blocks that are filled in, by which an answer names what is wrong. */
export const inputIds = { name: 'typed_name', reason: 'reason' } as const;

/** The longest reason that can be typed here; a longer one of a command is cut to it. */
export const maxReason = 500;

/**
 * Asks for the cluster's name before an approval counts.
 *
 * @param metadata goes to Slack and comes back with the submission; nobody is shown it
 */
export function approveModal(operation: Operation, metadata: string): types.ModalView {
  const { price } = operation.plan;
  return {
    type: 'modal',
    callback_id: callbackIds.approve,
    private_metadata: metadata,
    title: titled(`Approve ${operationName(operation)}`),
    submit: titled('Approve'),
    close: titled('Cancel'),
    blocks: [told(operationQuestion(operation)), told(price.words), nameInput(operation.cluster)],
  };
}

/** Asks for the cluster's name and a reason before a promotion is asked for over what blocks it. */
export function forceModal(
  request: Pick<OperationRequest, 'cluster' | 'target' | 'reason'>,
  metadata: string,
): types.ModalView {
  const cluster = safeName(request.cluster);
  const target = request.target === null ? 'the best candidate' : safeName(request.target);
  return {
    type: 'modal',
    callback_id: callbackIds.force,
    private_metadata: metadata,
    title: titled('Force a promotion'),
    submit: titled('Ask for it'),
    close: titled('Cancel'),
    blocks: [
      told(
        `A forced promotion of ${target} in ${cluster} goes ahead over the checks that block it. What the primary acknowledged may be lost, and if the primary still runs there may be two. A second person has to approve it.`,
      ),
      nameInput(request.cluster),
      {
        type: 'input',
        block_id: inputIds.reason,
        label: titled('Why it has to be forced'),
        element: {
          type: 'plain_text_input',
          action_id: inputIds.reason,
          multiline: true,
          max_length: maxReason,
          ...(request.reason !== null && { initial_value: request.reason.slice(0, maxReason) }),
        },
      },
    ],
  };
}

/** What came of a submission, in the same window. */
export function toldModal(title: string, words: string): types.ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.told,
    title: titled(title),
    close: titled('Close'),
    blocks: words
      .split('\n')
      .filter((each) => each.trim() !== '')
      .slice(0, limits.blocksInMessage)
      .map(told),
  };
}

function told(words: string): types.SectionBlock {
  return sectionBlock(fit(words, limits.sectionText, (text) => sentence(text)));
}

function nameInput(cluster: string): types.InputBlock {
  return {
    type: 'input',
    block_id: inputIds.name,
    label: titled("The cluster's name"),
    hint: titled(`Type ${safeName(cluster)} to show that you mean this cluster.`),
    element: { type: 'plain_text_input', action_id: inputIds.name, max_length: 200 },
  };
}

function titled(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
