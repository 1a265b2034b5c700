import { timelineOf, type IncidentChange } from '../../incidents/change.js';
import { timelineEntry } from '../../incidents/entry.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { NotifyPolicy } from '../../incidents/notify.js';
import { pictureOfLag } from '../../incidents/picture.js';
import type { StoreChange } from '../../incidents/record.js';
import { incidentSilence, silenceOver } from '../../incidents/silences/rules.js';
import { tell } from '../../incidents/tell.js';
import type { EpochMs } from '../../replication/observation.js';
import { heldWords, silencedWords } from '../../wording/attention-words.js';
import { askingOwner } from './confirm.js';
import type { Teller } from './teller.js';

/** What a change of an incident puts on record, and whom it tells. */
export function recordOfChange(
  change: IncidentChange,
  now: EpochMs,
  policy: NotifyPolicy,
  teller: Teller,
): readonly StoreChange[] {
  const { incident } = change;
  const { held, ...told } = tell(change, now, policy, teller.hearing(incident.id, now));
  const notices = askingOwner(told.notices, change, now, teller);
  const picture = pictureOfLag(change, notices, now);
  const pictures = picture === null ? [] : [picture];
  return [
    { kind: 'incident', incident },
    ...timelineOf(change).map((entry): StoreChange => ({
      kind: 'timeline',
      entry: marked(entry, change, now, teller),
    })),
    ...openedInSilence(change, now, teller),
    ...[...notices, ...pictures].flatMap((notice) => teller.message(notice, now)),
    ...(held === 'quiet-hours' || incident.state === 'open'
      ? inTheMorning(incident, now, teller)
      : []),
  ];
}

/** The line of a finding that is silenced says so, also the one that says that it is over. */
function marked(
  entry: TimelineEntry,
  { before, incident }: IncidentChange,
  now: EpochMs,
  teller: Teller,
): TimelineEntry {
  const all = [...incident.findings, ...(before?.findings ?? [])];
  const finding = all.find(({ key }) => key === entry.findingKey);
  if (finding === undefined) return entry;
  const isSilenced = silenceOver(finding, incident.id, teller.silences, now) !== null;
  return isSilenced ? { ...entry, text: `${entry.text} (silenced)` } : entry;
}

function openedInSilence(
  { before, incident }: IncidentChange,
  now: EpochMs,
  teller: Teller,
): readonly StoreChange[] {
  if (before?.state === 'open' || incident.state !== 'open') return [];
  const silenced = incidentSilence(incident, teller.silences, now);
  if (silenced.kind === 'none') return [];
  const entry = timelineEntry({
    id: teller.newId(),
    incidentId: incident.id,
    at: now,
    kind: 'silenced',
    text: silencedWords(silenced.silence, now),
    source: silenced.silence.createdBy,
  });
  return [{ kind: 'timeline', entry }];
}

/**
 * A warning that came and went in quiet hours gets a line when they are over: one, whatever happens
 * until then, and none if the incident is back.
 */
function inTheMorning(incident: Incident, now: EpochMs, teller: Teller): readonly StoreChange[] {
  const waiting = teller.waiting(incident.id);
  const dropped: readonly StoreChange[] =
    waiting === undefined
      ? []
      : [{ kind: 'outbox', item: { ...waiting, state: 'dropped', lastError: 'it is told anew' } }];
  if (incident.state === 'open') return dropped;
  const until = teller.quietUntil(now);
  if (until === null || incident.mergedInto !== null) return [];
  const about = incident.id;
  const payload = { kind: 'notice' as const, text: heldWords(incident), held: true, about };
  return [...dropped, ...teller.message(payload, now, { notBefore: until })];
}
