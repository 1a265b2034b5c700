import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import type { AppConfig } from './config/model.js';
import { outboxItem } from './incidents/outbox-item.js';
import type { Journal } from './monitor/journal/journal.js';
import type { Log } from './monitor/ports.js';
import type { ChannelEvent } from './slack/ports.js';
import { channelTroubleWords } from './wording/channel-words.js';

export interface ChannelNoticesOptions {
  readonly config: AppConfig;
  readonly journal: Pick<Journal, 'record'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Says in the fallback channel what befell another channel, or a message there. */
export class ChannelNotices {
  readonly #options: ChannelNoticesOptions;

  constructor(options: ChannelNoticesOptions) {
    this.#options = options;
  }

  /** @param idOf the id of a channel as configured; null if it is not known */
  take({ id, trouble }: ChannelEvent, idOf: (configured: string) => string | null): void {
    const { clusters, slack } = this.#options.config;
    const isMeant = (channel: string | null): channel is string =>
      channel !== null && idOf(channel) === id;
    const used = clusters.filter(({ channel }) => isMeant(channel));
    const channel = used[0]?.channel ?? slack.fallbackChannel;
    if (!isMeant(channel)) return;
    // An id in the configuration finds its channel under any name.
    if (trouble.kind === 'renamed' && (channel === id || isNamed(channel, trouble.name))) return;
    const words = channelTroubleWords(
      trouble,
      channel,
      used.map(({ name }) => name),
      slack.fallbackChannel !== null && !isMeant(slack.fallbackChannel),
    );
    this.say(words, trouble.kind === 'renamed' ? () => false : isMeant);
  }

  /**
   * @param isClosed true of a channel that takes no messages now: another one is chosen then
   */
  say(words: string, isClosed: (channel: string) => boolean = () => false): void {
    const { config, journal, clock, log } = this.#options;
    const { fallbackChannel } = config.slack;
    const channels = [fallbackChannel, ...config.clusters.map(({ channel }) => channel)];
    const channel = channels.find((each) => each !== null && !isClosed(each)) ?? null;
    log.warn({ channel }, words);
    if (channel === null) return;
    const item = outboxItem(randomUUID(), channel, { kind: 'notice', text: words }, clock.now());
    void journal.record([{ kind: 'outbox', item }]);
  }
}

function isNamed(configured: string, name: string): boolean {
  return configured.replace(/^#/, '').toLowerCase() === name.toLowerCase();
}
