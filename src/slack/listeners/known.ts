import type { Known } from '../commands/asked.js';
import type { ListenerContext } from './context.js';

/** What an answer is made from, at this moment. `command` is what the workspace calls it. */
export function knownNow({ handlers, clock }: ListenerContext, command = '/pgrepl'): Known {
  return {
    fleet: handlers.fleet(),
    silences: handlers.silences.standing(),
    pages: handlers.pages,
    now: clock.now(),
    command,
  };
}
