import { timelineEntry } from '../../incidents/entry.js';
import { worstSeverity } from '../../incidents/group.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { StoreChange } from '../../incidents/record.js';
import { afterSilence } from '../../incidents/silences/ended.js';
import type { Silence } from '../../incidents/silences/model.js';
import { covers, silenceOver } from '../../incidents/silences/rules.js';
import type { Finding } from '../../replication/findings/model.js';
import type { EpochMs } from '../../replication/observation.js';
import {
  calledWords,
  callWords,
  silencedWords,
  silenceEndedWords,
} from '../../wording/attention-words.js';
import { silenceName } from '../../wording/silence-words.js';
import { namingOwner } from './confirm.js';
import type { Teller } from './teller.js';

/**
 * What the passing of time brings to a cluster by now: silences that begin and end, and calls.
 *
 * @param active what was found last: an incident keeps older figures for a while
 */
export function dueNow(
  teller: Teller,
  now: EpochMs,
  active: readonly Finding[],
): readonly StoreChange[] {
  return [
    ...teller.silences.flatMap((silence) => turnOf(silence, teller, now)),
    ...teller.open.flatMap((incident) => callFor(incident, teller, now, active)),
  ];
}

function turnOf(silence: Silence, teller: Teller, now: EpochMs): readonly StoreChange[] {
  if (silence.endedAt !== null) return [];
  if (silence.endsAt <= now) return endOf({ ...silence, endedAt: now }, teller, now);
  return silence.begunAt === null && silence.startsAt <= now
    ? beginningOf(silence, teller, now)
    : [];
}

/** Puts the beginning of a silence on record, and shows it on the messages that stand. */
export function beginningOf(
  silence: Silence,
  teller: Teller,
  now: EpochMs,
): readonly StoreChange[] {
  const begun = { ...silence, begunAt: now };
  return [
    { kind: 'silence', silence: begun },
    ...covered(begun, teller).flatMap((incident): StoreChange[] => [
      entryOf(incident, 'silenced', silencedWords(begun, now), begun.createdBy, teller, now),
      ...(teller.isPosted(incident.id)
        ? teller.message({ kind: 'root', incidentId: incident.id, reason: 'silenced' }, now)
        : []),
    ]),
  ];
}

/** Puts the end of a silence on record, and tells what it covered and still stands. */
export function endOf(ended: Silence, teller: Teller, now: EpochMs): readonly StoreChange[] {
  const record: StoreChange = { kind: 'silence', silence: ended };
  // One that was called off before it began has kept nothing from anybody.
  if (ended.begunAt === null) return [record];
  const silences = teller.silences.map((each) => (each.id === ended.id ? ended : each));
  return [
    record,
    ...covered(ended, teller).flatMap((incident): StoreChange[] => {
      const hearing = { ...teller.hearing(incident.id, now), silences };
      const told = afterSilence(incident, ended, silenceName(ended), hearing, now);
      const isCritical = incident.findings.some(
        (each) => each.severity === 'critical' && covers(ended, each, incident.id),
      );
      const notices = isCritical ? namingOwner(told, incident, silences, now, teller) : told;
      const words = silenceEndedWords(ended);
      return [
        entryOf(incident, 'silence-ended', words, ended.endedBy ?? 'pgrepl', teller, now),
        ...notices.flatMap((notice) => teller.message(notice, now)),
      ];
    }),
  ];
}

/**
 * True for an open incident of which nobody was told, though nothing keeps it back any more: the quiet
 * hours are over, or pgrepl was not running when a silence ended.
 */
export function isOverdue(incident: Incident, teller: Teller, now: EpochMs): boolean {
  const { silences, isQuiet, isPosted } = teller.hearing(incident.id, now);
  if (isPosted) return false;
  const audible = incident.findings.filter(
    (finding) => silenceOver(finding, incident.id, silences, now) === null,
  );
  if (audible.length === 0) return false;
  return !isQuiet || worstSeverity(audible) === 'critical';
}

function covered(silence: Silence, teller: Teller): readonly Incident[] {
  return teller.open.filter(({ id, findings }) =>
    findings.some((finding) => covers(silence, finding, id)),
  );
}

function callFor(
  incident: Incident,
  teller: Teller,
  now: EpochMs,
  active: readonly Finding[],
): readonly StoreChange[] {
  const decision = teller.escalation(incident, now);
  const { mention } = teller;
  if (decision.kind !== 'due' || mention === null) return [];
  const { call, of } = decision;
  return [
    { kind: 'incident', incident: { ...incident, escalations: call, escalatedAt: now } },
    entryOf(incident, 'escalated', calledWords(incident, mention, call, of), 'pgrepl', teller, now),
    ...teller.message(
      {
        kind: 'thread',
        incidentId: incident.id,
        reason: 'escalated',
        text: callWords(withFiguresOf(active, incident), call, of, now),
        broadcast: true,
        mentions: [mention],
      },
      now,
    ),
  ];
}

/** Beside for how long it is critical, older figures would contradict that. */
function withFiguresOf(active: readonly Finding[], incident: Incident): Incident {
  const found = new Map(active.map((finding) => [finding.key, finding]));
  return {
    ...incident,
    findings: incident.findings.map((finding) => found.get(finding.key) ?? finding),
  };
}

function entryOf(
  incident: Incident,
  kind: TimelineEntry['kind'],
  text: string,
  source: string,
  teller: Teller,
  now: EpochMs,
): StoreChange {
  const entry = timelineEntry({
    id: teller.newId(),
    incidentId: incident.id,
    at: now,
    kind,
    text,
    source,
  });
  return { kind: 'timeline', entry };
}
