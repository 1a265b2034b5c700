import type { types } from '@slack/bolt';
import { attempt, failureInWords } from '../../api/outcome.js';
import type { ListenerContext } from '../context.js';

/**
 * Opens a window for the one who clicked; false if Slack did not. A click opens one window, within 3 s
 * of it.
 */
export async function openModal(
  triggerId: string | null,
  view: types.ModalView,
  { lookups, log }: ListenerContext,
): Promise<boolean> {
  if (triggerId === null) return false;
  const outcome = await attempt(() => lookups.views.open({ trigger_id: triggerId, view }));
  if (outcome.kind === 'ok') return true;
  log.warn({ error: failureInWords(outcome), view: view.callback_id }, 'a window did not open');
  return false;
}
