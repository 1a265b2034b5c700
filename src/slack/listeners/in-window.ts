import type { RespondArguments, types } from '@slack/bolt';
import { limits, withinBlocks } from '../blocks/limits.js';
import type { Click } from './actions/click.js';
import type { ListenerContext } from './context.js';
import { openModal } from './operations/open-modal.js';
import type { Reply } from './reply.js';

/** Blocks that a window can't show as a message does, or that would find no message to act on. */
const notInWindows = new Set<string>(['actions', 'table', 'data_visualization']);

/**
 * A click on the Home tab has no channel and no `response_url`: what it is answered stands in a window,
 * without the buttons that need a message.
 */
export function inWindow({ triggerId }: Click, context: ListenerContext): Reply {
  return async (message: RespondArguments) => {
    const { blocks = [] } = message as { readonly blocks?: types.KnownBlock[] };
    const shown = blocks.filter(({ type }) => !notInWindows.has(type));
    await openModal(
      triggerId,
      {
        type: 'modal',
        callback_id: 'answer_told',
        title: { type: 'plain_text', text: 'pgrepl', emoji: false },
        close: { type: 'plain_text', text: 'Close', emoji: false },
        blocks: withinBlocks(shown, [], limits.blocksInMessage),
      },
      context,
    );
  };
}
