import type { OutboxItem } from '../../incidents/model.js';
import { subjectOf } from '../../incidents/subject.js';
import type { EpochMs } from '../../replication/observation.js';
import { backoffMs } from '../connection/backoff.js';
import { describe } from '../listeners/reply.js';
import { WorkInHand } from '../work-in-hand.js';
import type { Call } from './call.js';
import { CardPace } from './card-pace.js';
import { carryOut, type CallResult } from './carry-out.js';
import type { CarryOutContext } from './context.js';
import { Lane } from './lane.js';
import { Pictures, type PicturesOptions } from './pictures.js';
import { isRoot, nextCall } from './plan.js';
import type { DeliveryStatus } from './status.js';
import { interruptedMessage, uncertainError } from './uncertain.js';

export interface DeliveryOptions extends Omit<CarryOutContext, 'pictures'> {
  /** What makes pictures of messages in threads; none where nothing is drawn. */
  readonly pictures?: Omit<PicturesOptions, 'onReady' | 'incident'> | undefined;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  /** Told Slack's word for a token that is of no use any more: nothing goes out until it is changed. */
  readonly onTokenRefused?: ((error: string) => void) | undefined;
  /** Told whenever the status has changed. */
  readonly onStatus?: ((status: DeliveryStatus) => void) | undefined;
}

const bounds = { firstMs: 1_000, ceilingMs: 60_000 } as const;

/** How long a channel or a token that was refused is left alone, ms. */
const slowlyMs = 60_000;

/**
 * Brings the outbox to Slack: in order for each channel, one call at a time, at Slack's pace,
 * through rate limits, outages and restarts, without losing or doubling anything. It acts when the
 * outbox changes and when a wait is over, never at intervals.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #pictures: Pictures | undefined;
  readonly #lanes = new Map<string, Lane>();
  readonly #cards = new CardPace();
  readonly #inHand = new WorkInHand();
  #status: DeliveryStatus = {
    lastSuccessAt: null,
    failingSince: null,
    lastError: null,
    refusedBy: [],
  };
  #updatesBlockedUntil: EpochMs = 0;
  #allBlockedUntil: EpochMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #unsubscribe: (() => void) | null = null;
  #takingOver: Promise<void> | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { pictures, outbox } = options;
    this.#pictures =
      pictures &&
      new Pictures({
        ...pictures,
        incident: (id) => outbox.incident(id),
        onReady: () => {
          this.#tick();
        },
      });
  }

  get status(): DeliveryStatus {
    return this.#status;
  }

  /** Takes over what an earlier process left in the middle, then begins. */
  async start(): Promise<void> {
    await this.#takeOver();
    this.#unsubscribe = this.#options.outbox.onChange(() => {
      this.#tick();
    });
    this.#tick();
  }

  /** Slack was heard of again: what waits on a guess goes out now. */
  nudge(): void {
    for (const lane of this.#lanes.values()) lane.forgive();
    this.#tick();
  }

  /** Begins nothing more, and waits for what is in flight; true if all of it ended in time. */
  async stop(deadlineMs: number): Promise<boolean> {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    return this.#inHand.drained(deadlineMs);
  }

  async #takeOver(): Promise<void> {
    this.#takingOver ??= this.#settleInherited().finally(() => {
      this.#takingOver = null;
    });
    await this.#takingOver;
  }

  async #settleInherited(): Promise<void> {
    const { outbox, clock } = this.#options;
    for (const items of byTarget(outbox.ambiguous(), this.#target).values()) {
      const message = interruptedMessage(items);
      if (message === null) continue;
      const ids = items.map(({ id }) => id);
      await outbox.retry(ids, clock.now(), uncertainError(message, 'interrupted while sending'));
    }
  }

  /** Where an item goes: to where its subject's message stands, or to the channel it is meant for. */
  readonly #target = (item: OutboxItem): string => {
    const { outbox, channels } = this.#options;
    const subjectId = subjectOf(item.payload);
    const root = subjectId === null ? null : outbox.root(subjectId);
    return root?.channel ?? channels.idOf(item.channel) ?? item.channel;
  };

  #tick(): void {
    if (this.#unsubscribe === null) return;
    const { outbox, clock } = this.#options;
    // A store that was away at the start tells only later what was left in the middle.
    if (outbox.ambiguous().length > 0) void this.#inHand.run(() => this.#takeOver());
    const now = clock.now();
    const nextDueAt = outbox.nextDueAt();
    const wakes: EpochMs[] = nextDueAt !== null && nextDueAt > now ? [nextDueAt] : [];
    if (this.#allBlockedUntil > now) {
      wakes.push(this.#allBlockedUntil);
    } else {
      for (const [target, items] of byTarget(outbox.due(now), this.#target)) {
        wakes.push(...this.#serve(target, items, now));
      }
    }
    this.#wakeAt(wakes, now);
  }

  /** Sends the next call of one channel, or says when to look again. */
  #serve(target: string, items: readonly OutboxItem[], now: EpochMs): EpochMs[] {
    const lane = this.#laneOf(target, items);
    if (lane.busy) return [];
    const rests = items.map((item) => this.#restsUntil(item)).filter((until) => until > now);
    const awake = items.filter((item) => this.#restsUntil(item) <= now);
    const urgent = awake.filter((item) => this.#isUrgent(item));
    const readyAt = lane.readyAt(now, urgent.length > 0);
    if (readyAt > now) return [readyAt];
    const call = nextCall(urgent.length > 0 ? urgent : awake, this.#options.outbox, now);
    if (call === null) return rests;
    lane.busy = true;
    if (call.kind !== 'drop') lane.take(now);
    void this.#inHand.run(() => this.#run(call, lane, now));
    return rests;
  }

  /**
   * Until when an item is put off: an edit, because Slack wants none just now or the card was edited
   * just now; a line in a thread, because its picture is being made.
   */
  #restsUntil(item: OutboxItem): EpochMs {
    const drawnAt = this.#pictures?.readyAt(item, this.#options.clock.now()) ?? 0;
    if (drawnAt > 0) return drawnAt;
    const { outbox } = this.#options;
    const subjectId = subjectOf(item.payload);
    if (!isRoot(item) || subjectId === null || outbox.root(subjectId) === null) return 0;
    const operation = item.payload.kind === 'operation' ? outbox.operation(subjectId) : null;
    const paced = operation === null ? 0 : this.#cards.readyAt(operation);
    return Math.max(paced, this.#updatesBlockedUntil);
  }

  /** The card of an operation that does not show its state yet goes before everything else. */
  #isUrgent({ payload }: OutboxItem): boolean {
    if (payload.kind !== 'operation') return false;
    const operation = this.#options.outbox.operation(payload.operationId);
    return operation !== null && this.#cards.isNews(operation);
  }

  /** A channel keeps its lane when its name turns out to be this id. */
  #laneOf(target: string, items: readonly OutboxItem[]): Lane {
    const { channels } = this.#options;
    const names = items
      .map(({ channel }) => channel)
      .filter((name) => channels.idOf(name) === target);
    const known = [target, ...names].map((name) => this.#lanes.get(name));
    const lane = known.find((each) => each !== undefined) ?? new Lane();
    this.#lanes.set(target, lane);
    return lane;
  }

  async #run(call: Call, lane: Lane, begunAt: EpochMs): Promise<void> {
    const { clock, log } = this.#options;
    try {
      const elsewhere = lane.refusal !== null && lane.refusal.until > clock.now();
      const context = { ...this.#options, pictures: this.#pictures };
      const result = await carryOut(call, context, elsewhere);
      this.#note(result, call, lane);
      const shows = call.kind === 'root' || call.kind === 'update' ? call.subject : null;
      if (shows?.kind === 'operation' && result.kind === 'done') {
        this.#cards.show(shows.operation, begunAt);
      }
    } catch (error) {
      // A bug, or the journal's: the channel is left alone for a moment, nothing is forgotten.
      log.error({ error: describe(error), ids: call.ids }, 'a delivery failed');
      this.#backOff(lane);
    }
    lane.busy = false;
    this.#tick();
  }

  #note(result: CallResult, call: Call, lane: Lane): void {
    const { clock, log } = this.#options;
    const now = clock.now();
    if (result.kind !== 'done') {
      log.warn({ result, ids: call.ids }, 'a message was not delivered where it belongs');
    }
    switch (result.kind) {
      case 'done':
        if (call.kind === 'drop') return;
        lane.refusal = null;
        this.#arrived(lane, now);
        return;
      case 'again':
        this.#backOff(lane);
        this.#failing(result.error, now);
        return;
      case 'wait':
        if (result.scope === 'updates') this.#updatesBlockedUntil = now + result.ms;
        else lane.block(now + result.ms);
        return;
      case 'channel-refuses': {
        const since = lane.refusal?.since ?? now;
        if (lane.refusal === null || lane.refusal.until <= now) {
          const { error, delivered } = result;
          lane.refusal = { since, until: now + slowlyMs, error, waits: !delivered };
        }
        if (!result.delivered) lane.block(now + slowlyMs);
        this.#arrived(lane, now);
        return;
      }
      case 'token':
        this.#allBlockedUntil = now + slowlyMs;
        this.#failing(result.error, now);
        if (result.dead) this.#options.onTokenRefused?.(result.error);
    }
  }

  #backOff(lane: Lane): void {
    const { clock, random } = this.#options;
    lane.backOff(clock.now(), (failures) => backoffMs(failures, random(), bounds));
  }

  /** Slack answered, be it with a refusal for one channel. */
  #arrived(lane: Lane, now: EpochMs): void {
    // What ends the trouble of one channel probably ends that of all.
    if (lane.failing) for (const each of this.#lanes.values()) each.forgive();
    this.#tell({ lastSuccessAt: now, failingSince: null, lastError: null });
  }

  #failing(error: string, now: EpochMs): void {
    this.#tell({ failingSince: this.#status.failingSince ?? now, lastError: error });
  }

  #tell(changes: Partial<DeliveryStatus>): void {
    // A channel that was first known by its name has its lane under the name and under the id.
    const lanes = new Map([...this.#lanes].map(([channel, lane]) => [lane, channel]));
    const refusedBy = [...lanes].flatMap(([{ refusal }, channel]) =>
      refusal === null ? [] : [{ channel, ...refusal }],
    );
    this.#status = { ...this.#status, ...changes, refusedBy };
    this.#options.onStatus?.(this.#status);
  }

  #wakeAt(times: readonly EpochMs[], now: EpochMs): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (times.length === 0) return;
    this.#timer = setTimeout(
      () => {
        this.#tick();
      },
      Math.max(1, Math.min(...times) - now),
    );
  }
}

function byTarget(
  items: readonly OutboxItem[],
  target: (item: OutboxItem) => string,
): Map<string, OutboxItem[]> {
  const groups = new Map<string, OutboxItem[]>();
  for (const item of items) {
    const key = target(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
