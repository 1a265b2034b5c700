import { isUnconfirmed } from '../incidents/acknowledge.js';
import { episodeStart } from '../incidents/episode.js';
import { headlineFirst } from '../incidents/group.js';
import type { Incident } from '../incidents/model.js';
import type { Silence } from '../incidents/silences/model.js';
import type { EpochMs } from '../replication/observation.js';
import { headOf, incidentName, withoutStop } from './incident-words.js';
import { becauseOf, silencedUntil, silenceName } from './silence-words.js';
import { safeName } from './safe-text.js';
import { formatCount, formatDuration } from './units.js';

/** The line by which people are called: what it is, and that nobody has taken it. */
export function callWords(incident: Incident, call: number, of: number, now: EpochMs): string {
  const [head] = headlineFirst(incident.findings);
  const since = incident.criticalSince ?? incident.openedAt;
  const comesAndGoes = since < episodeStart(incident) ? ' on and off' : '';
  const lasted = `${comesAndGoes} for ${formatDuration(now - since)}`;
  const last =
    call < of
      ? `This is call ${call} of ${of}: an acknowledgement stops them.`
      : `This is ${of === 1 ? 'the only call' : `the last of ${of} calls`}.`;
  const what = head?.what ?? 'Something is critical.';
  return `Critical${lasted}, and ${nobodyHas(incident)}: ${what}\n${last}`;
}

/** The timeline's line of a call. */
export function calledWords(incident: Incident, mention: string, call: number, of: number): string {
  const nobody = nobodyHas(incident);
  return `${nobody.charAt(0).toUpperCase()}${nobody.slice(1)}: slack:${mention} was called, ${call} of ${of}.`;
}

function nobodyHas(incident: Incident): string {
  const as = isUnconfirmed(incident) ? ' as critical' : '';
  return `nobody has acknowledged it${as}`;
}

/**
 * What is asked of the owner of a warning that has become critical.
 *
 * @param callInMs when others are called; null if nobody is
 */
export function confirmWords(owner: string, callInMs: number | null): string {
  const took = `${owner} took this as a warning.`;
  if (callInMs === null) return `${took} Please acknowledge it as critical if you see to it.`;
  const soon = callInMs === 0 ? 'at once' : `in ${formatDuration(callInMs)}`;
  return `${took} Unless somebody acknowledges it as critical, the people on call are called ${soon}.`;
}

/** The timeline's line where a silence begins to cover an incident, or an incident opens under one. */
export function silencedWords(silence: Silence, now: EpochMs): string {
  const name = silence.number === null ? '' : ` (${silenceName(silence)})`;
  return `Not told: ${silencedUntil(silence, now)}${name}${becauseOf(silence)}.`;
}

/** The timeline's line where a silence over an incident ends. */
export function silenceEndedWords(silence: Silence): string {
  const how = silence.endedBy === null ? 'its time is over' : `ended by ${silence.endedBy}`;
  return `Told again: ${silenceName(silence)} is over (${how}).`;
}

/** What is said in the morning of a warning that came and went in quiet hours. */
export function heldWords(incident: Incident): string {
  const what = withoutStop(headOf(incident)?.what ?? 'What it was is no longer known.');
  const lasted = formatDuration((incident.resolvedAt ?? incident.changedAt) - incident.openedAt);
  const back =
    incident.reopened === 0 ? '' : `, came back ${formatCount(incident.reopened, 'time')}`;
  return `${safeName(incident.cluster)}: ${what}. It came and went in quiet hours, over ${lasted}${back} (${incidentName(incident)}).`;
}
