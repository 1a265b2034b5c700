import type { DeskReply } from '../../../incidents/desk.js';
import { told } from '../../blocks/answer.js';
import type { Message } from '../../blocks/message.js';
import type { Deed } from '../../commands/asked.js';
import type { SilenceReply } from '../../../incidents/silences/service.js';
import type { Handlers } from '../../ports.js';
import type { ListenerContext } from '../context.js';

/** Does what an authorised person asked for with a command, and says what came of it. */
export async function carryOutDeed(
  deed: Deed,
  actor: string,
  context: ListenerContext,
): Promise<Message> {
  return deskMessage(await replyTo(deed, actor, context.handlers), context);
}

function replyTo(
  deed: Deed,
  actor: string,
  { desk, silences }: Handlers,
): Promise<DeskReply | SilenceReply> {
  switch (deed.kind) {
    case 'acknowledge':
      return desk.acknowledge({ incident: { number: deed.number }, actor, reason: deed.reason });
    case 'note': {
      const { number, text } = deed;
      return desk.note({ incident: { number }, actor, text, message: null, at: null });
    }
    case 'silence':
      return silences.silence({ ...deed.wanted, actor });
    case 'end-silence':
      return silences.end({ number: deed.number }, actor);
  }
}

export function deskMessage(reply: Pick<DeskReply, 'words'>, { clock }: ListenerContext): Message {
  return told([reply.words], clock.now());
}
