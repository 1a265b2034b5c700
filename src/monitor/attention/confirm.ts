import type { IncidentChange } from '../../incidents/change.js';
import { isUnconfirmed } from '../../incidents/acknowledge.js';
import type { Notice } from '../../incidents/notify.js';
import type { EpochMs } from '../../replication/observation.js';
import { confirmWords } from '../../wording/attention-words.js';
import { peoplePattern } from '../../wording/people.js';
import type { Teller } from './teller.js';

/**
 * The messages of a change by which a warning that has an owner became critical: the line names the
 * owner, who is to say whether they take that, too, before others are called.
 */
export function askingOwner(
  notices: readonly Notice[],
  { before, incident }: IncidentChange,
  now: EpochMs,
  teller: Teller,
): readonly Notice[] {
  const owner = incident.acknowledgedBy;
  const wasSo = before?.state === 'open' && isUnconfirmed(before);
  if (owner === null || !isUnconfirmed(incident) || wasSo) return notices;
  const call = teller.escalation(incident, now);
  // What is critical is silenced: nobody is told of that.
  if (call.kind === 'none' && call.reason === 'silenced') return notices;
  const words = confirmWords(owner, teller.callInMs(call, now));
  const mentions = [...owner.matchAll(peoplePattern)].map(({ 1: id = '' }) => id);
  return notices.map((notice) =>
    notice.kind === 'thread'
      ? { ...notice, text: secondLine(notice.text, words), mentions }
      : notice,
  );
}

/** Behind what has become critical, and before all else that happened at once: that may be cut. */
function secondLine(text: string, words: string): string {
  const [first = '', ...more] = text.split('\n');
  return [first, words, ...more].join('\n');
}
