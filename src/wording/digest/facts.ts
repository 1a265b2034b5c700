import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { LagBucket } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { SetUpDay } from './set-up.js';

/** What is known of one cluster's day. */
export interface ClusterDay {
  readonly snapshot: ClusterSnapshot;
  /** True if commits are to wait for standbys. */
  readonly isSynchronous: boolean;
  /**
   * Those that were open at some time of the day, with their lines, also those that another one took
   * in; null if they can't be read.
   */
  readonly incidents: readonly IncidentDay[] | null;
  /** How much of the day pgrepl watched it, ms. */
  readonly watchedMs: number;
  /** How far standbys were behind. */
  readonly lag: readonly LagBucket[];
  /** What slots kept back at the beginning of the day, or since pgrepl runs, by node and slot. */
  readonly slotsBefore: ReadonlyMap<string, number>;
  /** The day's examination of its set-up; null if it could not be examined. */
  readonly setUp: SetUpDay | null;
}

export interface IncidentDay {
  readonly incident: Incident;
  /** In order. */
  readonly entries: readonly TimelineEntry[];
}

export interface DigestFacts {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly clusters: readonly ClusterDay[];
}

/** Names a slot of a node. */
export function slotKey(node: string, slot: string): string {
  return `${node} ${slot}`;
}
