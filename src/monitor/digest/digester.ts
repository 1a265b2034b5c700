import type { Clock } from '../../clock.js';
import { digestSpan, nextDigest, type DigestRules } from '../../incidents/attention/digest-time.js';
import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { Incident, TimelineEntry } from '../../incidents/model.js';
import { outboxItem } from '../../incidents/outbox-item.js';
import type { LagBucket } from '../../replication/lag-history/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { digest } from '../../wording/digest/digest.js';
import type { ClusterDay, IncidentDay } from '../../wording/digest/facts.js';
import type { SetUpDay } from '../../wording/digest/set-up.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../ports.js';
import { startSchedule, type Schedule } from '../schedule.js';
import { digestName } from './digest-name.js';
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
  /** True if a message of this id was made before; rejects while the store is away. */
  readonly isTold: (id: string) => Promise<boolean>;
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

/** A digest that nobody may have told yet. */
interface Missed {
  readonly to: ChannelDigest;
  readonly due: EpochMs;
}

/** How late a digest is told that was due in a time without pgrepl, ms; later it is left out. */
const latestMs = 3_600_000;
/** An earlier process that was there so long after the time has told it, or was not to tell it, ms. */
const toldByThenMs = 60_000;

/**
 * Tells channels once a day how the day was. One that was due while no pgrepl ran is told by the next
 * process, if that comes within the hour.
 */
export class Digester {
  readonly #options: DigesterOptions;
  readonly #growth = new SlotGrowth();
  readonly #watchTime = new WatchTime();
  readonly #next = new Map<ChannelDigest, EpochMs>();
  #missed: readonly Missed[] = [];
  #schedule: Schedule | null = null;
  #telling: Promise<unknown> = Promise.resolve();

  constructor(options: DigesterOptions) {
    this.#options = options;
  }

  start(): void {
    const { channels, clock, log } = this.#options;
    if (channels.length === 0) return;
    const now = clock.now();
    for (const each of channels) this.#next.set(each, nextDigest(each.rules, now));
    this.#missed = channels
      .map((to) => ({ to, due: nextDigest(to.rules, now - latestMs) }))
      .filter(({ due }) => due <= now);
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
    this.#missed = this.#missed.filter(({ due }) => now - due < latestMs);
    const ready = this.#missed.filter((each) => this.#isReady(each));
    this.#missed = this.#missed.filter((each) => !ready.includes(each));
    for (const each of ready) {
      this.#telling = Promise.all([this.#telling, this.#tellLate(each)]);
    }
  }

  /** True once all clusters were looked at, if an earlier process ended before it could tell it. */
  #isReady({ to: { clusters }, due }: Missed): boolean {
    const { snapshot, journal } = this.#options;
    const left = clusters.map((cluster) => journal.watchedAt(cluster)).filter((at) => at !== null);
    return (
      left.length > 0 &&
      left.every((at) => at <= due + toldByThenMs) &&
      clusters.every((cluster) => snapshot(cluster)?.topology !== null)
    );
  }

  async #tellLate(missed: Missed): Promise<void> {
    const { records, log } = this.#options;
    const { to, due } = missed;
    try {
      if (await records.isTold(this.#idOf(to, due))) return;
    } catch (error) {
      log.warn({ err: error }, 'whether a digest was told is not known: it is asked again');
      this.#missed = [...this.#missed, missed];
      return;
    }
    await this.#tell(to, due);
  }

  /** The same digest is the same message, whichever process tells it. */
  #idOf(to: ChannelDigest, due: EpochMs): string {
    return this.#options.idOf(digestName(to, due));
  }

  async #tell(to: ChannelDigest, due: EpochMs): Promise<void> {
    const { journal, clock, log } = this.#options;
    const { channel, rules, clusters } = to;
    try {
      const span = digestSpan(rules, due);
      const days = await Promise.all(
        clusters.map((cluster) => this.#day(cluster, span.from, span.to)),
      );
      const told = digest({ ...span, clusters: days.filter((day) => day !== null) });
      const item = outboxItem(
        this.#idOf(to, due),
        channel,
        { kind: 'notice', text: told.lines.join('\n') },
        clock.now(),
      );
      const isSilent = told.isQuiet && rules.nothingToSay === 'silence';
      // That there was nothing to say is on record, too: the next process must not say it.
      const silent = { ...item, state: 'dropped', lastError: 'there is nothing to say' } as const;
      await journal.record([{ kind: 'outbox', item: isSilent ? silent : item }]);
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
