import type { SyncContract } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import type { Silence } from './silences/model.js';
import type { Incident, OutboxItem, RootMessage, TimelineEntry } from './model.js';

/**
 * One thing to put on record. Each is an upsert under an id that its maker chose, so that saying
 * it twice (after a lost answer of the store, or from the backlog of an outage) changes nothing.
 */
export type StoreChange =
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'timeline'; readonly entry: TimelineEntry }
  | { readonly kind: 'outbox'; readonly item: OutboxItem }
  | { readonly kind: 'root'; readonly root: RootMessage }
  | { readonly kind: 'cluster'; readonly memory: ClusterMemory }
  | { readonly kind: 'watched'; readonly watched: WatchedSpan }
  | { readonly kind: 'silence'; readonly silence: Silence }
  | { readonly kind: 'audit'; readonly record: AuditRecord };

/** What must outlive a restart about a cluster besides its incidents. */
export interface ClusterMemory {
  readonly cluster: string;
  readonly systemIdentifier: string | null;
  readonly contract: SyncContract | null;
  /** The node last known as primary. */
  readonly lastPrimary: string | null;
}

/** Up to when a cluster was watched for certain. */
export interface Watched {
  readonly cluster: string;
  readonly at: EpochMs;
}

/** A time in which a cluster was watched without a break, up to `at`; `from` tells it from others. */
export interface WatchedSpan extends Watched {
  readonly from: EpochMs;
}

/** For how long it is kept when a cluster was watched, ms: what a digest tells of, and some more. */
export const keptWatchedMs = 26 * 3_600_000;

/** Who asked for what, when, with which result; appended, never changed. */
export interface AuditRecord {
  readonly id: string;
  readonly at: EpochMs;
  /** `slack:T…/U…`, `cli:<os user>` or `pgrepl`. */
  readonly actor: string;
  /** A dotted word, for example `contract.accept` or `command.denied`. */
  readonly action: string;
  readonly cluster: string | null;
  readonly subject: string | null;
  readonly result: 'intended' | 'done' | 'failed' | 'denied';
  /** Plain JSON without secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What the store hands back at the start. */
export interface StoredState {
  /** Open incidents, those resolved since then, and those that an unsent message speaks of. */
  readonly incidents: readonly Incident[];
  readonly roots: readonly RootMessage[];
  /** Items not yet sent, in order of creation; `sending` ones may or may not have arrived. */
  readonly outbox: readonly OutboxItem[];
  readonly clusters: readonly ClusterMemory[];
  readonly watched: readonly Watched[];
  /** When each cluster was watched in the last day. */
  readonly watchedSpans: readonly WatchedSpan[];
  /** Those that have not ended, and those that ended since then. */
  readonly silences: readonly Silence[];
}

/**
 * The numbers of all incidents and silences in the batch, by id. Not only of new ones: the answer that first told
 * one may have been lost.
 */
export interface ApplyResult {
  readonly numbers: ReadonlyMap<string, number>;
}
