import type { DeskReply } from '../../../incidents/desk.js';
import { told } from '../../blocks/answer.js';
import type { Message } from '../../blocks/message.js';
import type { Deed } from '../../commands/asked.js';
import type { SilenceReply } from '../../../incidents/silences/service.js';
import type { ListenerContext } from '../context.js';
import { silenceAsAsked } from './silence-as-asked.js';

/** Who asks for something to be done, once they were authorised. */
export interface Person {
  /** `slack:T…/U…`. */
  readonly actor: string;
  readonly userId: string;
}

/** Does what an authorised person asked for with a command, and says what came of it. */
export async function carryOutDeed(
  deed: Deed,
  person: Person,
  context: ListenerContext,
): Promise<Message> {
  return deskMessage(await replyTo(deed, person, context), context);
}

function replyTo(
  deed: Deed,
  person: Person,
  context: ListenerContext,
): Promise<DeskReply | SilenceReply> {
  const { actor } = person;
  const { desk, silences } = context.handlers;
  switch (deed.kind) {
    case 'acknowledge':
      return desk.acknowledge({ incident: { number: deed.number }, actor, reason: deed.reason });
    case 'note': {
      const { number, text } = deed;
      return desk.note({ incident: { number }, actor, text, message: null, at: null });
    }
    case 'silence':
      return silenceAsAsked(deed, person, context);
    case 'end-silence':
      return silences.end({ number: deed.number }, actor);
  }
}

export function deskMessage(reply: Pick<DeskReply, 'words'>, { clock }: ListenerContext): Message {
  return told([reply.words], clock.now());
}
