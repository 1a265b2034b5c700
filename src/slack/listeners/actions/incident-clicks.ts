import { answerMessage, remark } from '../../blocks/answer.js';
import { actionIds } from '../../blocks/buttons.js';
import type { Message } from '../../blocks/message.js';
import { oneTimeline } from '../../commands/incident-answers.js';
import type { ListenerContext } from '../context.js';
import { knownNow } from '../known.js';
import { deskMessage } from '../incidents/carry-out-deed.js';
import { tell } from '../picture.js';
import { replyOrLog, toOne, type Reply } from '../reply.js';
import type { Click } from './click.js';
import type { ClickHandler } from './handler.js';

/** The buttons of an incident that concern its owner and its story. */
export const incidentClicks: Readonly<Record<string, ClickHandler>> = {
  [actionIds.acknowledge]: { use: 'act', run: acknowledge },
  [actionIds.timeline]: { use: 'read', run: showTimeline },
};

/** The value says whose the incident was when the button was drawn, so that nobody takes it unawares. */
async function acknowledge(
  { value }: Click,
  actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const [id = '', owner = ''] = value.split(' ');
  const answer = await context.handlers.desk.acknowledge({
    incident: { id },
    actor,
    reason: null,
    seenOwner: owner === '' ? null : owner,
  });
  await replyOrLog(reply, toOne(deskMessage(answer, context)), context.log);
}

async function showTimeline(
  { value, person, onHome }: Click,
  _actor: string,
  context: ListenerContext,
  reply: Reply,
): Promise<void> {
  const { handlers } = context;
  const number = handlers.incident(value)?.number ?? null;
  const known = knownNow(context, person.userId);
  const asked = number === null ? null : oneTimeline(`INC-${number}`, known);
  if (asked?.kind !== 'read') {
    const gone = remark(
      'pgrepl no longer keeps this incident in memory, or its number is not given yet; `/pgrepl incidents all` lists what is on record.',
    );
    await replyOrLog(reply, toOne(gone), context.log);
    return;
  }
  const answer = await asked.read(handlers.records);
  // On the Home tab it stands in a window, of which a click opens one only.
  const after = onHome ? null : (answer.after ?? null);
  const message = (): Message => answerMessage(answer);
  await tell({ message, chart: null, after }, toOne, reply, context);
}
