import { silenceModal } from '../../blocks/silence-modal.js';
import { told } from '../../blocks/answer.js';
import { actionIds } from '../../blocks/buttons.js';
import type { ListenerContext } from '../context.js';
import { openModal } from '../operations/open-modal.js';
import { replyOrLog, toOne, type Reply } from '../reply.js';
import type { Click } from './click.js';
import type { ClickHandler } from './handler.js';

/** The buttons that make a silence and end one. */
export const silenceClicks: Readonly<Record<string, ClickHandler>> = {
  [actionIds.silence]: { use: 'act', run: onSilence },
  [actionIds.endSilence]: { use: 'act', run: onEnd },
};

async function onSilence(
  click: Click,
  _actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const say = sayTo(reply, context);
  const incident = context.handlers.incident(click.value);
  if (incident === null) {
    await say(
      'pgrepl no longer keeps this incident in memory; `/pgrepl silence` silences a cluster or a node.',
    );
    return;
  }
  if (await openModal(click.triggerId, silenceModal(incident), context)) return;
  await say(
    'Slack did not open the window; it gives a click three seconds for that. Nothing has happened: please click again.',
  );
}

async function onEnd(
  click: Click,
  actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const { words } = await context.handlers.silences.end({ id: click.value }, actor);
  await sayTo(reply, context)(words);
}

function sayTo(reply: Reply, { clock, log }: ListenerContext): (text: string) => Promise<void> {
  return (text) => replyOrLog(reply, toOne(told([text], clock.now())), log);
}
