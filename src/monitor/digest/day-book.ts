import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
import type { WatchedSpan } from '../../incidents/record.js';
import type { LagBucket } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { digest, type Digest } from '../../wording/digest/digest.js';
import type { ClusterDay, IncidentDay } from '../../wording/digest/facts.js';
import type { SetUpDay } from '../../wording/digest/set-up.js';
import type { Log } from '../ports.js';
import { ofTheDay } from './of-the-day.js';
import { SlotGrowth } from './slot-growth.js';
import { WatchTime } from './watch-time.js';

/** What the digest asks of the store and of the history of lag. */
export interface DayRecords {
  /** Those that are open, and those that ended since; rejects while the store is away. */
  readonly incidents: (cluster: string, endedSince: EpochMs) => Promise<readonly Incident[]>;
  /** In order; rejects while the store is away. */
  readonly timeline: (incidentId: string) => Promise<readonly TimelineEntry[]>;
  /** When it was watched as far as that is on record, by whichever process. */
  readonly watched: (cluster: string) => readonly WatchedSpan[];
  /** Never rejects. */
  readonly lag: (cluster: string, from: EpochMs, to: EpochMs) => Promise<readonly LagBucket[]>;
}

export interface DayBookOptions {
  /** All that are watched. */
  readonly clusters: readonly string[];
  readonly snapshot: (cluster: string) => ClusterSnapshot | undefined;
  /** True if commits of the cluster are to wait for standbys. */
  readonly isSynchronous: (cluster: string) => boolean;
  readonly records: DayRecords;
  readonly log: Log;
}

/** Examines the set-up of a cluster, and says what the day before had found. */
export type Examine = (cluster: string) => Promise<SetUpDay | null>;

/** Knows how the last day of each cluster was. */
export class DayBook {
  readonly #options: DayBookOptions;
  readonly #growth = new SlotGrowth();
  readonly #watchTime = new WatchTime();

  constructor(options: DayBookOptions) {
    this.#options = options;
  }

  /** Looks at what only whoever looks again and again can know; to be called every few seconds. */
  note(now: EpochMs): void {
    const { clusters, snapshot } = this.#options;
    const watched = clusters.map(snapshot).filter((each) => each !== undefined);
    this.#growth.note(watched, now);
    this.#watchTime.note(watched);
  }

  /** How a span of time was for some clusters; those that are not watched are left out. */
  async digest(
    clusters: readonly string[],
    span: { readonly from: EpochMs; readonly to: EpochMs },
    examine: Examine,
  ): Promise<Digest> {
    const { from, to } = span;
    const days = await Promise.all(
      clusters.map((cluster) => this.#day(cluster, from, to, examine)),
    );
    return digest({ ...span, clusters: days.filter((day) => day !== null) });
  }

  async #day(
    cluster: string,
    from: EpochMs,
    to: EpochMs,
    examine: Examine,
  ): Promise<ClusterDay | null> {
    const { snapshot, isSynchronous, records } = this.#options;
    const seen = snapshot(cluster);
    if (seen === undefined) return null;
    const [incidents, lag, setUp] = await Promise.all([
      this.#incidents(seen, from, to),
      records.lag(cluster, from, to),
      examine(cluster),
    ]);
    return {
      snapshot: seen,
      isSynchronous: isSynchronous(cluster),
      incidents,
      watchedMs: this.#watchTime.within(cluster, from, to, records.watched(cluster)),
      lag,
      slotsBefore: this.#growth.at(cluster, from),
      setUp,
    };
  }

  async #incidents(
    { cluster, incidents: open }: ClusterSnapshot,
    from: EpochMs,
    to: EpochMs,
  ): Promise<readonly IncidentDay[] | null> {
    const { records, log } = this.#options;
    try {
      const recorded = await records.incidents(cluster, from);
      return await Promise.all(
        ofTheDay(recorded, open, from, to).map(async (incident) => ({
          incident,
          entries: await records.timeline(incident.id),
        })),
      );
    } catch (error) {
      log.warn({ err: error, cluster }, 'the incidents of the day could not be read');
      return null;
    }
  }
}
