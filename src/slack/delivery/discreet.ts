import type { Message } from '../blocks/message.js';
import { mentionedIn, withoutMentions } from '../blocks/own-mentions.js';
import { peopleOf } from '../blocks/people.js';
import { namesOf } from '../names-of.js';
import type { CarryOutContext } from './context.js';
import type { SendCall } from './destination.js';

/**
 * A message that calls nobody for a deed of their own: who asked for an operation or approved it, who
 * owns an incident or has silenced it. Whoever is to approve is called. What is no first message and no
 * notice stays as it is.
 */
export async function discreet(
  call: SendCall,
  message: Message,
  { lookups }: Pick<CarryOutContext, 'lookups'>,
): Promise<Message> {
  if (call.kind === 'update' || call.kind === 'thread') return message;
  const mentioned = mentionedIn(message);
  const own =
    call.kind === 'root' && call.subject.kind === 'operation'
      ? [...peopleOf(call.subject.operation)].filter((id) => mentioned.has(id))
      : [...mentioned];
  if (own.length === 0) return message;
  const names = await namesOf(own, lookups);
  return withoutMentions(message, new Map(own.map((id) => [id, names.get(id) ?? null])));
}
