import type { IncidentChange } from '../../incidents/change.js';
import { isUnconfirmed } from '../../incidents/acknowledge.js';
import type { Incident } from '../../incidents/model.js';
import type { Notice } from '../../incidents/notify.js';
import type { Silence } from '../../incidents/silences/model.js';
import { incidentSilence } from '../../incidents/silences/rules.js';
import type { EpochMs } from '../../replication/observation.js';
import { confirmWords } from '../../wording/attention-words.js';
import { peoplePattern } from '../../wording/people.js';
import type { Teller } from './teller.js';

/**
 * The messages of a change by which a warning that has an owner became critical: the line names the
 * owner, who is to say whether they take that, too, before others are called. What is critical and
 * silenced is told to nobody: it is asked once something critical is heard.
 */
export function askingOwner(
  notices: readonly Notice[],
  { before, incident }: IncidentChange,
  now: EpochMs,
  teller: Teller,
): readonly Notice[] {
  if (before !== null && waitsForWord(before, teller.silences, now)) return notices;
  return namingOwner(notices, incident, teller.silences, now, teller);
}

/** The messages by which something critical is heard first: they name an owner who took a warning. */
export function namingOwner(
  notices: readonly Notice[],
  incident: Incident,
  silences: readonly Silence[],
  now: EpochMs,
  teller: Teller,
): readonly Notice[] {
  const owner = incident.acknowledgedBy;
  if (owner === null || !waitsForWord(incident, silences, now)) return notices;
  const call = teller.escalation(incident, now, silences);
  const words = confirmWords(owner, teller.callInMs(call, now));
  const mentions = [...owner.matchAll(peoplePattern)].map(({ 1: id = '' }) => id);
  const named = notices.map((notice) =>
    notice.kind === 'thread'
      ? { ...notice, text: secondLine(notice.text, words), mentions }
      : notice,
  );
  // A first message names an owner, and calls nobody.
  const isFirst = notices.length > 0 && !teller.isPosted(incident.id);
  if (!isFirst || named.some(({ kind }) => kind === 'thread')) return named;
  const { id: incidentId } = incident;
  return [
    ...named,
    { kind: 'thread', incidentId, reason: 'worsened', text: words, broadcast: false, mentions },
  ];
}

/** True if it is critical for whoever hears of it, and its owner has taken no more than a warning. */
function waitsForWord(incident: Incident, silences: readonly Silence[], now: EpochMs): boolean {
  if (incident.state !== 'open' || !isUnconfirmed(incident)) return false;
  const audible = incident.findings.filter(({ severity }) => severity === 'critical');
  return incidentSilence({ id: incident.id, findings: audible }, silences, now).kind !== 'whole';
}

/** Behind what has become critical, and before all else that happened at once: that may be cut. */
function secondLine(text: string, words: string): string {
  const [first = '', ...more] = text.split('\n');
  return [first, words, ...more].join('\n');
}
