import type { Clock } from './clock.js';
import type { AppConfig, SlackConfig } from './config/model.js';
import type { Outbox } from './monitor/journal/outbox.js';
import { selfName, type SilentChannel } from './monitor/self-watch.js';
import { createClients, type SlackClients } from './slack/api/clients.js';
import { createSlackApp, type SlackApp, type SlackMode } from './slack/app.js';
import { createChannelDirectory, type ChannelDirectory } from './slack/channels.js';
import { Delivery } from './slack/delivery/deliver.js';
import type { ChannelEvent, Handlers, Log } from './slack/ports.js';
import { botTokenRefused } from './slack/refused-token.js';

export interface SlackSideOptions {
  readonly config: AppConfig;
  readonly outbox: Outbox;
  readonly handlers: Handlers;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly onFatal: (reason: string) => void;
  /** Told what happens to channels; `idOf` finds the id of one as configured, null if not known. */
  readonly onChannel: (event: ChannelEvent, idOf: (configured: string) => string | null) => void;
}

/** How often channels that could not be listed are asked for again, ms. */
const channelRetryMs = 15_000;

/** Everything that speaks with Slack: commands come in here, and messages go out. */
export class SlackSide {
  readonly #options: SlackSideOptions;
  readonly #app: SlackApp;
  readonly #channels: ChannelDirectory;
  readonly #delivery: Delivery;
  #channelTimer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: SlackSideOptions) {
    const { config, clock, log, random, outbox, handlers } = options;
    const { slack } = config;
    const apiUrl = slack.apiUrl ?? undefined;
    const clients: SlackClients = createClients({ botToken: slack.botToken ?? '', apiUrl, log });
    this.#options = options;
    this.#app = createSlackApp({
      ...options,
      mode: modeOf(slack),
      clients,
      apiUrl,
      onChannel: (event) => {
        const { id, trouble } = event;
        const known = trouble.kind === 'renamed' ? this.#channels.idOf(trouble.name) : null;
        // A name that is in use elsewhere stays there: alerts must not go astray by a rename.
        if (trouble.kind === 'renamed' && (known === null || known === id)) {
          this.#channels.remember(trouble.name, id);
        }
        options.onChannel(event, (configured) => this.#channels.idOf(configured));
      },
      onConnected: () => {
        this.#delivery.nudge();
      },
    });
    this.#channels = createChannelDirectory(clients.lookups);
    this.#delivery = new Delivery({
      outbox,
      client: clients.alerts,
      lookups: clients.lookups,
      channels: this.#channels,
      clock,
      log,
      pictures: {
        draw: { png: handlers.png, lagChart: (request) => handlers.records.lagChart(request) },
        client: clients.files,
        log,
      },
      isWatched: (name) =>
        name === selfName || config.clusters.some((cluster) => cluster.name === name),
      pageUrl: (kind) => handlers.pages.get(kind)?.url ?? null,
      fallbackChannel: slack.fallbackChannel,
      random,
      onTokenRefused: (error) => {
        options.onFatal(botTokenRefused(error));
      },
    });
  }

  /** The first attempt; what may still succeed goes on behind it. */
  async start(): Promise<void> {
    await Promise.all([this.#connect(), this.#deliver()]);
  }

  /** Since when Slack takes or sends nothing; null while it does both. */
  downSince(): number | null {
    const { failingSince } = this.#delivery.status;
    const { connection } = this.#app.status();
    const since = connection.kind === 'disconnected' ? connection.since : null;
    if (failingSince === null || since === null) return failingSince ?? since;
    return Math.min(failingSince, since);
  }

  /** Channels whose messages wait because Slack takes none there. */
  silentChannels(): readonly SilentChannel[] {
    const { clusters, slack } = this.#options.config;
    const configured = [...clusters.map(({ channel }) => channel), slack.fallbackChannel];
    return this.#delivery.status.refusedBy
      .filter(({ waits }) => waits)
      .map(({ channel: place, since, error }) => {
        const isIt = (name: string | null): name is string =>
          name !== null && (name === place || this.#channels.idOf(name) === place);
        const told = clusters.filter(({ channel }) => isIt(channel)).map(({ name }) => name);
        return { channel: configured.find(isIt) ?? place, since, error, clusters: told };
      });
  }

  port(): number | null {
    return this.#app.port();
  }

  /** Finishes what is in hand, within the time given. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopped = true;
    if (this.#channelTimer !== null) clearTimeout(this.#channelTimer);
    await Promise.all([this.#delivery.stop(deadlineMs), this.#app.stop(deadlineMs)]);
  }

  async #deliver(): Promise<void> {
    await this.#findChannels();
    if (!this.#stopped) await this.#delivery.start();
  }

  async #connect(): Promise<void> {
    const outcome = await this.#app.start();
    if (outcome.kind === 'refused') this.#options.onFatal(outcome.reason);
    if (outcome.kind === 'retrying') {
      this.#options.log.warn({ reason: outcome.reason }, 'Slack is not reached yet; trying on');
    }
  }

  /** Names become ids; a message to a name that is not known yet is posted by its name. */
  async #findChannels(): Promise<void> {
    const outcome = await this.#channels.resolve();
    if (outcome.kind === 'ok' || this.#stopped) return;
    this.#options.log.warn({}, 'the channels could not be listed yet');
    this.#channelTimer = setTimeout(() => void this.#findChannels(), channelRetryMs);
  }
}

function modeOf(slack: SlackConfig): SlackMode {
  if (slack.mode === 'socket') return { kind: 'socket', appToken: slack.appToken ?? '' };
  return { kind: 'http', signingSecret: slack.signingSecret ?? '', ...slack.listen };
}
