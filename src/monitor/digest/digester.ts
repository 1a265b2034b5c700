import type { Clock } from '../../clock.js';
import { digestSpan, nextDigest, type DigestRules } from '../../incidents/attention/digest-time.js';
import type { ClusterSnapshot } from '../../incidents/fleet.js';
import { outboxItem } from '../../incidents/outbox-item.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Digest } from '../../wording/digest/digest.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../ports.js';
import { startSchedule, type Schedule } from '../schedule.js';
import type { DayBook, Examine } from './day-book.js';
import { digestName } from './digest-name.js';

/** What is told to one channel, and when. */
export interface ChannelDigest {
  readonly channel: string;
  readonly rules: DigestRules;
  readonly clusters: readonly string[];
}

export interface DigesterOptions {
  readonly channels: readonly ChannelDigest[];
  readonly book: DayBook;
  readonly snapshot: (cluster: string) => ClusterSnapshot | undefined;
  /** True if a message of this id was made before; rejects while the store is away. */
  readonly isTold: (id: string) => Promise<boolean>;
  /** For the digest of the day: what it finds is what the next one is held against. */
  readonly examineDaily: Examine;
  /** For whoever asks in between: it changes nothing for the next digest. */
  readonly examineNow: Examine;
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
/** What whoever asks is told of, ms. */
const dayMs = 24 * 3_600_000;

/**
 * Tells channels once a day how the day was, and whoever asks how the last 24 hours were. A digest
 * that was due while no pgrepl ran is told by the next process, if that comes within the hour.
 */
export class Digester {
  readonly #options: DigesterOptions;
  readonly #next = new Map<ChannelDigest, EpochMs>();
  #missed: readonly Missed[] = [];
  #schedule: Schedule | null = null;
  #telling: Promise<unknown> = Promise.resolve();

  constructor(options: DigesterOptions) {
    this.#options = options;
  }

  start(): void {
    const { channels, clock, log } = this.#options;
    const now = clock.now();
    for (const each of channels) this.#next.set(each, nextDigest(each.rules, now));
    this.#missed = channels
      .map((to) => ({ to, due: nextDigest(to.rules, now - latestMs) }))
      .filter(({ due }) => due <= now);
    // Also where no channel is told anything: people may ask.
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

  /**
   * What a digest would tell now of the last 24 hours, for one who asks: it is posted nowhere, and the
   * next one of the day is the same as without it. Takes some seconds at the most.
   */
  lastDay(clusters: readonly string[]): Promise<Digest> {
    const { book, clock, examineNow } = this.#options;
    const now = clock.now();
    return book.digest(clusters, { from: now - dayMs, to: now }, examineNow);
  }

  #look(): void {
    const { clock, book } = this.#options;
    const now = clock.now();
    book.note(now);
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
    const { isTold, log } = this.#options;
    const { to, due } = missed;
    try {
      if (await isTold(this.#idOf(to, due))) return;
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
    const { book, examineDaily, journal, clock, log } = this.#options;
    const { channel, rules, clusters } = to;
    try {
      const told = await book.digest(clusters, digestSpan(rules, due), examineDaily);
      const item = outboxItem(
        this.#idOf(to, due),
        channel,
        { kind: 'notice', text: told.lines.join('\n'), people: told.people },
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
}
