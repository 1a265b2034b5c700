import type { EpochMs } from '../../replication/observation.js';

/** What of a cluster a silence is about. */
export type SilenceScope =
  /** Everything that is said of the cluster. */
  | { readonly kind: 'cluster' }
  /** What is said of one node, and warnings about the cluster that come from that node alone. */
  | { readonly kind: 'node'; readonly node: string }
  /** One kind of finding, of one node or, for null, of any. */
  | { readonly kind: 'finding'; readonly finding: string; readonly node: string | null }
  /**
   * One incident, with the warnings that join it; what joins it and is critical nobody has silenced.
   * `number` is that of `INC-7`, if it had one by then.
   */
  | {
      readonly kind: 'incident';
      readonly incidentId: string;
      readonly number: number | null;
      /** The keys of what it was about when it was silenced; undefined while that is not filled in. */
      readonly known?: readonly string[] | undefined;
      /** Where it goes on since another incident took it in. */
      readonly goesOn?: ScopeInSurvivor | undefined;
    };

/** What of an incident is silenced because it came with one that was: nothing else of it. */
export interface ScopeInSurvivor {
  readonly incidentId: string;
  /** Every finding key that the one taken in ever had. */
  readonly keys: readonly string[];
}

/**
 * Somebody's word that some trouble is known and is not to be told for a while. What it covers still
 * counts: in the status, in the terminal and on the timeline.
 */
export interface Silence {
  /** A UUID, made where the silence is made: it exists before the store knows of it. */
  readonly id: string;
  /** The number of `SIL-3`, given by the store; null while the store has not recorded it. */
  readonly number: number | null;
  readonly cluster: string;
  readonly scope: SilenceScope;
  /** In the future for planned maintenance. */
  readonly startsAt: EpochMs;
  /** After `startsAt`. */
  readonly endsAt: EpochMs;
  /** `slack:T…/U…`. */
  readonly createdBy: string;
  readonly createdAt: EpochMs;
  readonly reason: string | null;
  /** When pgrepl put its beginning on record; null before. */
  readonly begunAt: EpochMs | null;
  /** When pgrepl put its end on record: by somebody's word, or because its time was over. */
  readonly endedAt: EpochMs | null;
  /** Who ended it; null while it lasts, and for one whose time was over. */
  readonly endedBy: string | null;
}
