import type { Clock } from '../../clock.js';
import { digestSpan, nextDigest, type DigestRules } from '../../incidents/attention/digest-time.js';
import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { Incident, OutboxItem, TimelineEntry } from '../../incidents/model.js';
import type { LagBucket } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { digest } from '../../wording/digest/digest.js';
import type { ClusterDay, IncidentDay } from '../../wording/digest/facts.js';
import type { SetUpDay } from '../../wording/digest/set-up.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../ports.js';
import { startSchedule, type Schedule } from '../schedule.js';
import { ofTheDay } from './of-the-day.js';
import { SlotGrowth } from './slot-growth.js';
import { WatchTime } from './watch-time.js';

/** What is told to one channel, and when. */
export interface ChannelDigest {
  readonly channel: string;
  readonly rules: DigestRules;
  readonly clusters: readonly string[];
}

/** What the digest asks of the store and of the history of lag. */
export interface DayRecords {
  /** Those that are open, and those that ended since; rejects while the store is away. */
  readonly incidents: (cluster: string, endedSince: EpochMs) => Promise<readonly Incident[]>;
  /** In order; rejects while the store is away. */
  readonly timeline: (incidentId: string) => Promise<readonly TimelineEntry[]>;
  /** Never rejects. */
  readonly lag: (cluster: string, from: EpochMs, to: EpochMs) => Promise<readonly LagBucket[]>;
}

export interface DigesterOptions {
  readonly channels: readonly ChannelDigest[];
  readonly snapshot: (cluster: string) => ClusterSnapshot | undefined;
  /** True if commits of the cluster are to wait for standbys. */
  readonly isSynchronous: (cluster: string) => boolean;
  readonly records: DayRecords;
  /** Examines the set-up of a cluster, and says what the day before had found. */
  readonly examine: (cluster: string) => Promise<SetUpDay | null>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** A UUID that is the same for the same text. */
  readonly idOf: (text: string) => string;
}

/** Tells channels once a day how the day was. A digest due in a time without pgrepl is left out. */
export class Digester {
  readonly #options: DigesterOptions;
  readonly #growth = new SlotGrowth();
  readonly #watchTime = new WatchTime();
  readonly #next = new Map<ChannelDigest, EpochMs>();
  #schedule: Schedule | null = null;
  #telling: Promise<unknown> = Promise.resolve();

  constructor(options: DigesterOptions) {
    this.#options = options;
  }

  start(): void {
    const { channels, clock, log } = this.#options;
    if (channels.length === 0) return;
    for (const each of channels) this.#next.set(each, nextDigest(each.rules, clock.now()));
    this.#schedule = startSchedule({
      name: 'digest',
      expression: '*/5 * * * * *',
      log,
      run: () => {
        this.#look();
      },
    });
  }

  async stop(): Promise<void> {
    this.#schedule?.stop();
    await this.#telling;
  }

  #look(): void {
    const { clock, channels, snapshot } = this.#options;
    const now = clock.now();
    const watched = channels
      .flatMap(({ clusters }) => clusters.map(snapshot))
      .filter((each) => each !== undefined);
    this.#growth.note(watched, now);
    this.#watchTime.note(watched);
    for (const [each, due] of this.#next) {
      if (due > now) continue;
      this.#next.set(each, nextDigest(each.rules, now));
      this.#telling = Promise.all([this.#telling, this.#tell(each, due)]);
    }
  }

  async #tell({ channel, rules, clusters }: ChannelDigest, due: EpochMs): Promise<void> {
    const { journal, clock, log, idOf } = this.#options;
    try {
      const { from, to } = digestSpan(rules, due);
      const days = await Promise.all(clusters.map((cluster) => this.#day(cluster, from, to)));
      const told = digest({ from, to, clusters: days.filter((day) => day !== null) });
      if (told.isQuiet && rules.nothingToSay === 'silence') return;
      const now = clock.now();
      const item: OutboxItem = {
        // The same digest, if a second process comes to tell it, is the same message.
        id: idOf(`digest ${channel} ${due}`),
        channel,
        createdAt: now,
        payload: { kind: 'notice', text: told.lines.join('\n') },
        state: 'pending',
        attempts: 0,
        notBefore: now,
        sentTs: null,
        lastError: null,
      };
      await journal.record([{ kind: 'outbox', item }]);
    } catch (error) {
      log.error({ err: error, channel }, 'the digest could not be made');
    }
  }

  async #day(cluster: string, from: EpochMs, to: EpochMs): Promise<ClusterDay | null> {
    const { snapshot, isSynchronous, records, examine } = this.#options;
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
      watchedMs: this.#watchTime.within(cluster, from, to),
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
