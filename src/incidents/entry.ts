import type { EpochMs } from '../replication/observation.js';
import type { NotedMessage, TimelineEntry } from './model.js';

/** What has to be said of a line of a timeline; the rest goes without saying. */
export interface EntryFields {
  readonly id: string;
  readonly incidentId: string;
  readonly at: EpochMs;
  readonly kind: TimelineEntry['kind'];
  readonly text: string;
  readonly findingKey?: string | null;
  /** `pgrepl` unless said. */
  readonly source?: string;
  readonly message?: NotedMessage | null;
}

/** A line of a timeline. */
export function timelineEntry(fields: EntryFields): TimelineEntry {
  return { findingKey: null, source: 'pgrepl', message: null, ...fields };
}
