import { choiceKey, silenceChoices } from '../../../incidents/silences/choices.js';
import { silenceInputs } from '../../blocks/silence-modal.js';
import { typedDuration } from '../../commands/duration.js';
import type { ListenerContext } from '../context.js';
import type { Submission, Submitted } from './submission.js';

/** Makes the silence that somebody chose in the window. */
export async function submitSilence(
  { metadata, typed }: Submission,
  actor: string,
  { handlers }: ListenerContext,
): Promise<Submitted> {
  const incident = handlers.incident(metadata);
  if (incident === null) {
    return notDone('pgrepl no longer keeps this incident in memory, so nothing was silenced.');
  }
  const key = typed.get(silenceInputs.scope);
  const scope = silenceChoices(incident).find((each) => choiceKey(each) === key);
  if (scope === undefined) {
    return errors(silenceInputs.scope, 'The incident has changed: choose something else.');
  }
  const durationMs = typedDuration(typed.get(silenceInputs.duration) ?? '');
  if (durationMs === undefined) return errors(silenceInputs.duration, 'Choose for how long.');
  const start = typed.get(silenceInputs.start) ?? '';
  const reason = (typed.get(silenceInputs.reason) ?? '').trim();
  const reply = await handlers.silences.silence({
    cluster: incident.cluster,
    scope,
    startsAt: start === '' ? null : Number(start) * 1000,
    durationMs,
    reason: reason === '' ? null : reason,
    actor,
  });
  return reply.kind === 'done'
    ? { kind: 'told', title: 'Silenced', words: reply.words }
    : errors(silenceInputs.start, reply.words);
}

function errors(block: string, words: string): Submitted {
  return { kind: 'errors', errors: { [block]: words } };
}

function notDone(words: string): Submitted {
  return { kind: 'told', title: 'Not done', words };
}
