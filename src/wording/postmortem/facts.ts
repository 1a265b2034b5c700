import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { LagChart } from '../lag-chart/model.js';

/** What a post-mortem is made from. */
export interface PostmortemFacts {
  readonly incident: Incident;
  /** In the order in which they were recorded. */
  readonly entries: readonly TimelineEntry[];
  /** Of its cluster, those that overlap its span. */
  readonly operations: readonly Operation[];
  readonly chart: LagChart;
  /** The name of the picture's file, beside the draft; null where there is none. */
  readonly picture: string | null;
  /** Names of people by Slack's id; whoever is not in it is called by the id. */
  readonly people: ReadonlyMap<string, string>;
  readonly now: EpochMs;
}
