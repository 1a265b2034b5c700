import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { timelineEntry } from './entry.js';
import type { Incident, NoticeReason, TimelineEntry } from './model.js';

/** One thing that happened to an incident in one evaluation. */
export interface IncidentEvent {
  readonly reason: NoticeReason;
  /** One or two sentences of plain text: the line in the thread and in the timeline. */
  readonly text: string;
  readonly findingKey: string | null;
  /** True if the incident never had a finding with this key before. */
  readonly isNews: boolean;
  /** Its line in the timeline; null for what is not worth one (figures that moved). */
  readonly entry: TimelineEntry | null;
}

/** Everything that happened to one incident in one evaluation; record `incident` and the entries. */
export interface IncidentChange {
  readonly before: Incident | null;
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
}

/** Reads what is to go into the timeline out of a change. */
export function timelineOf(change: IncidentChange): readonly TimelineEntry[] {
  return change.events.flatMap((event) => (event.entry === null ? [] : [event.entry]));
}

const entryKinds: Readonly<Partial<Record<NoticeReason, TimelineEntry['kind']>>> = {
  opened: 'opened',
  'finding-added': 'finding-added',
  'finding-cleared': 'finding-cleared',
  worsened: 'severity-changed',
  eased: 'severity-changed',
  resolved: 'resolved',
  reopened: 'reopened',
  merged: 'merged',
  flapping: 'flapping',
  'figures-changed': 'finding-changed',
};

/** Makes the events of one incident at one moment. */
export class EventMaker {
  readonly #incidentId: string;
  readonly #now: EpochMs;
  readonly #newId: () => string;

  constructor(incidentId: string, now: EpochMs, newId: () => string) {
    this.#incidentId = incidentId;
    this.#now = now;
    this.#newId = newId;
  }

  of(
    reason: NoticeReason,
    text: string,
    finding: Finding | null = null,
    isNews = false,
  ): IncidentEvent {
    const kind = entryKinds[reason];
    const findingKey = finding?.key ?? null;
    const entry =
      kind === undefined || text === ''
        ? null
        : timelineEntry({
            id: this.#newId(),
            incidentId: this.#incidentId,
            at: this.#now,
            kind,
            text,
            findingKey,
          });
    return { reason, text, findingKey, isNews, entry };
  }
}
