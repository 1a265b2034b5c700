import type { Clock } from '../../clock.js';
import type { MessagePlace } from '../../incidents/desk.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { StoreChange } from '../../incidents/record.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../ports.js';

/** What the store can be asked about incidents; each rejects while it is away. */
export interface DeskStore {
  readonly findIncidentByNumber: (number: number) => Promise<Incident | null>;
  readonly findIncidentAt: (root: MessagePlace) => Promise<Incident | null>;
  /**
   * The messages that notes on incidents were made of which are open or ended since: those of open ones
   * first, then the newest.
   */
  readonly notedMessages: (endedSince: EpochMs, limit: number) => Promise<readonly MessagePlace[]>;
  /** All lines that were made of this message, the oldest first. */
  readonly notesOf: (message: MessagePlace) => Promise<readonly TimelineEntry[]>;
}

export interface DeskOptions {
  readonly journal: Journal;
  readonly store: DeskStore;
  /** Puts changes on record and brings the incident's first message to the present. */
  readonly show: (incident: Incident, changes: readonly StoreChange[]) => Promise<void>;
  /** Tells the fallback channel. */
  readonly say: (words: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}
