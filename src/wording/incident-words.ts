import { isUnconfirmed } from '../incidents/acknowledge.js';
import { tellingFinding } from '../incidents/worst.js';
import type { Incident } from '../incidents/model.js';
import type { Finding } from '../replication/findings/model.js';

/** `INC-7`, or what stands in its place while the store has given no number. */
export function incidentName(incident: Incident): string {
  return incident.number === null ? 'not yet numbered' : `INC-${incident.number}`;
}

/** A sentence without its full stop, to be followed by further facts on its line. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** The finding that an incident is told by; undefined only for an incident without any. */
export function headOf(incident: Incident): Finding | undefined {
  return tellingFinding(incident);
}

/** Whose an open incident is; `owner` as they are called there. */
export function ownedWords(incident: Incident, owner: string): string {
  const isOpen = incident.state === 'open';
  return `owned by ${owner}${isOpen && isUnconfirmed(incident) ? ', who took it as a warning' : ''}`;
}
