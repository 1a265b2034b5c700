import type { LocalSlack } from '../../lab/slack/local-slack.js';
import { pauseUntilPhase } from './pause.js';

/**
 * Types `/pgrepl <text>` again and again; resolves with how long it took from the envelope to the
 * answer, ms. @throws if an answer does not come
 */
export async function askEvery(
  slack: LocalSlack,
  text: string,
  everyMs: number,
  times: number,
): Promise<readonly number[]> {
  const person = slack.as('dba');
  const took: number[] = [];
  for (let run = 0; run < times; run++) {
    await pauseUntilPhase(everyMs, 0);
    const outcome = await person.command('/pgrepl', text);
    const [answer] = outcome.responses();
    if (outcome.ms === null || answer === undefined) {
      throw new Error(`/pgrepl ${text} was not answered: ${outcome.told ?? 'no answer came'}`);
    }
    took.push(outcome.ms);
  }
  return took;
}
