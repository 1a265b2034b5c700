import type { Clock } from '../../../clock.js';
import type { IncidentDesk } from '../../../incidents/desk.js';
import type { SilenceReply, SilenceService } from '../../../incidents/silences/service.js';
import { wallStart } from '../../../incidents/silences/wall-start.js';
import { incidentName } from '../../../wording/incident-words.js';
import { firstOfTwoWords, noStartWords } from '../../../wording/silence-start-words.js';
import type { Deed } from '../../commands/asked.js';
import type { Authorisation } from '../../authorisation.js';
import type { Person } from './carry-out-deed.js';

/** What is needed of the whole context. */
export interface SilenceParts {
  readonly handlers: {
    readonly desk: Pick<IncidentDesk, 'present'>;
    readonly silences: Pick<SilenceService, 'silence'>;
  };
  readonly authorisation: Pick<Authorisation, 'timeZone'>;
  readonly clock: Clock;
}

/** Where Slack does not say by which clocks somebody lives. */
const noZone = 'UTC';

/** Silences what somebody named in a command, from when they said by their own clocks. */
export async function silenceAsAsked(
  { target, wanted }: Extract<Deed, { kind: 'silence' }>,
  { actor, userId }: Person,
  { handlers, authorisation, clock }: SilenceParts,
): Promise<SilenceReply> {
  const { from, ...asked } = wanted;
  const found = await scopeOf(target, handlers.desk);
  if (typeof found === 'string') return refused(found);
  const { lead, ...about } = found;
  const request = { ...asked, ...about, actor };
  if (from === null) return withWords(await handlers.silences.silence(request), lead, '');
  const timeZone = authorisation.timeZone(userId) ?? noZone;
  const start = wallStart(from, wanted.durationMs, timeZone, clock.now());
  if (start.kind !== 'at') return refused(noStartWords(from, start, timeZone));
  const reply = await handlers.silences.silence({ ...request, startsAt: start.at, timeZone });
  return withWords(reply, lead, start.isFirstOfTwo ? ` ${firstOfTwoWords(from)}` : '');
}

function refused(words: string): SilenceReply {
  return { kind: 'refused', words };
}

/** What was refused needs no word on what it would have been. */
function withWords(reply: SilenceReply, before: string, behind: string): SilenceReply {
  return reply.kind === 'refused' ? reply : { ...reply, words: `${before}${reply.words}${behind}` };
}

type Silenced = Extract<Extract<Deed, { kind: 'silence' }>['target'], { kind: 'known' }>;

async function scopeOf(
  target: Extract<Deed, { kind: 'silence' }>['target'],
  desk: Pick<IncidentDesk, 'present'>,
): Promise<(Omit<Silenced, 'kind'> & { readonly lead: string }) | string> {
  if (target.kind === 'known') {
    const { cluster, scope } = target;
    return { cluster, scope, lead: '' };
  }
  const found = await desk.present({ number: target.number });
  if (typeof found === 'string') return found;
  const { incident, lead } = found;
  const { id: incidentId, number, cluster, state } = incident;
  if (state !== 'open') {
    return `${lead}${incidentName(incident)} is not open, so there is nothing to silence.`;
  }
  return { cluster, scope: { kind: 'incident', incidentId, number }, lead };
}
