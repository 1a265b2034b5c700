import type { Finding } from '../replication/findings/model.js';
import type { Topology } from '../replication/topology/model.js';
import type { Silence } from './silences/model.js';
import type { Incident } from './model.js';

/** What pgrepl knows of one cluster right now, held in memory: every answer is made from it. */
export interface ClusterSnapshot {
  readonly cluster: string;
  /** Null until the first evaluation. */
  readonly topology: Topology | null;
  /** The findings that count now. */
  readonly findings: readonly Finding[];
  /** Open incidents, oldest first. */
  readonly incidents: readonly Incident[];
  /** Silences that have not ended, in the order in which they begin. */
  readonly silences: readonly Silence[];
  /** How often its nodes are polled, ms. */
  readonly pollEveryMs: number;
}

/** All clusters, and what is wrong with pgrepl itself. */
export interface FleetSnapshot {
  readonly clusters: readonly ClusterSnapshot[];
  readonly self: readonly Finding[];
}
