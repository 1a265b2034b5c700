import type { DeskReply } from '../../../incidents/desk.js';
import { told } from '../../blocks/answer.js';
import type { Message } from '../../blocks/message.js';
import type { Deed } from '../../commands/asked.js';
import type { ListenerContext } from '../context.js';

/** Does what an authorised person asked for with a command, and says what came of it. */
export async function carryOutDeed(
  deed: Deed,
  actor: string,
  context: ListenerContext,
): Promise<Message> {
  const { desk } = context.handlers;
  const incident = { number: deed.number };
  const reply =
    deed.kind === 'acknowledge'
      ? await desk.acknowledge({ incident, actor, reason: deed.reason })
      : await desk.note({ incident, actor, text: deed.text, message: null, at: null });
  return deskMessage(reply, context);
}

export function deskMessage(reply: DeskReply, { clock }: ListenerContext): Message {
  return told([reply.words], clock.now());
}
