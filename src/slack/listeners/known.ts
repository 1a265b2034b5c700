import type { Known } from '../commands/asked.js';
import type { ListenerContext } from './context.js';

/** What an answer to somebody is made from, at this moment. `command` is what the workspace calls it. */
export function knownNow(
  { handlers, clock, authorisation }: ListenerContext,
  userId: string,
  command = '/pgrepl',
): Known {
  return {
    timeZone: () => authorisation.timeZone(userId),
    fleet: handlers.fleet(),
    silences: handlers.silences.standing(),
    pages: handlers.pages,
    now: clock.now(),
    command,
  };
}
