import type { FleetSnapshot } from '../incidents/fleet.js';

/** What is asked of pgrepl from outside, answered from memory. */
export interface HealthSource {
  readonly fleet: () => FleetSnapshot;
  /** Cluster by cluster, how long ago the last evaluation was; null if there was none yet. */
  readonly ages: () => readonly { readonly cluster: string; readonly ageMs: number | null }[];
  readonly storeDownSince: () => number | null;
  readonly slackDownSince: () => number | null;
  readonly counters: () => Counters;
}

export interface Counters {
  readonly polls: number;
  readonly missedPolls: number;
  readonly waitingMessages: number;
  readonly unrecordedChanges: number;
}
