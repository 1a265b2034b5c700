import { hostname } from 'node:os';
import { acceptContract, denial } from './acceptance.js';
import type { Clock } from './clock.js';
import type { AppConfig } from './config/model.js';
import { Fleet } from './fleet.js';
import { startHealthServer, type HealthServer } from './http/server.js';
import { Housekeeping } from './housekeeping.js';
import type { FleetSnapshot } from './incidents/fleet.js';
import { Journal } from './monitor/journal/journal.js';
import { Outbox } from './monitor/journal/outbox.js';
import type { Log } from './monitor/ports.js';
import { SlackSide } from './slack-side.js';
import { openStore, resolveStore, type Store } from './store/index.js';

export interface AppOptions {
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Told when pgrepl can't go on: a token that Slack refuses, a store that somebody else took. */
  readonly onFatal: (reason: string) => void;
}

export interface App {
  readonly fleet: () => FleetSnapshot;
  /** The port of health and metrics; null if they are not served. */
  readonly healthPort: number | null;
  /** The port that Slack's requests arrive at; null in Socket Mode. */
  readonly slackPort: number | null;
  /** Stops everything in order; what is in hand is finished or kept, within some seconds. */
  readonly stop: () => Promise<void>;
}

/** How long a change may wait for the store before an alert goes out without it, ms. */
const holdMs = 1000;
const storeRetryMs = 500;
/** How long stopping may take for Slack, and for the store, ms. */
const stopSlackMs = 3000;
const stopStoreMs = 3000;

/**
 * Starts pgrepl: the store, what it knew, the clusters, Slack, health. Rejects if the store is not
 * to be had by this process, or if an address is taken; a store or a Slack that is merely away does
 * not keep it from watching.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, clock, log } = options;
  const store = await openStore({
    connection: resolveStore(config.store, log),
    owner: `${hostname()} pid ${process.pid}`,
    clock,
    log,
  });
  const journal = new Journal({ store, clock, log, holdMs, retryMs: storeRetryMs });
  await remember(store, journal, options);

  const storeDownSince = (): number | null =>
    journal.downSince ?? (store.status() === 'down' ? store.health().since : null);
  const outbox = new Outbox(journal);
  const slack: SlackSide = new SlackSide({
    ...options,
    outbox,
    handlers: {
      fleet: () => fleet.snapshot(),
      incident: (id) => outbox.incident(id),
      acceptContract: (request) =>
        acceptContract(request, { monitor: (name) => fleet.monitor(name), journal, clock }),
      onDenied: (denied) => {
        void journal.record([{ kind: 'audit', record: denial(denied) }]);
      },
    },
  });
  const fleet: Fleet = new Fleet({
    config,
    journal,
    clock,
    log,
    storeDownSince,
    slackDownSince: () => slack.downSince(),
  });
  const housekeeping = new Housekeeping({ store, journal, config, clock, log });
  store.onLockLost((error) => {
    options.onFatal(error.message);
  });

  let health: HealthServer | null = null;
  try {
    health =
      config.http === null
        ? null
        : await startHealthServer(config.http, {
            fleet: () => fleet.snapshot(),
            ages: () => fleet.ages(clock.now()),
            storeDownSince,
            slackDownSince: () => slack.downSince(),
            counters: () => ({
              ...fleet.counters(),
              waitingMessages: journal.working.outbox.size,
              unrecordedChanges: journal.unrecorded,
            }),
          });
    fleet.start();
    housekeeping.start();
    await slack.start();
  } catch (error) {
    await stopAll({ slack, fleet, housekeeping, health, journal, store, log });
    throw error;
  }
  return {
    fleet: () => fleet.snapshot(),
    healthPort: health?.port ?? null,
    slackPort: slack.port(),
    stop: () => stopAll({ slack, fleet, housekeeping, health, journal, store, log }),
  };
}

/** Reads what an earlier process left; if the store is away now, as soon as it is there. */
async function remember(store: Store, journal: Journal, options: AppOptions): Promise<void> {
  const { clock, config, log } = options;
  const load = (): Promise<void> =>
    journal.load(
      clock.now() - Math.max(0, ...config.clusters.map(({ flapWindowMs }) => flapWindowMs)),
    );
  if (store.status() === 'up') {
    await load();
    return;
  }
  log.error({ err: store.health().reason }, 'the store is away: watching goes on without it');
  store
    .whenUp()
    .then(load)
    .catch((error: unknown) => {
      log.error({ err: error }, 'what the store knew could not be read');
    });
}

interface Parts {
  readonly slack: SlackSide;
  readonly fleet: Fleet;
  readonly housekeeping: Housekeeping;
  readonly health: HealthServer | null;
  readonly journal: Journal;
  readonly store: Store;
  readonly log: Log;
}

/** What is found is handed on, what is handed on is sent, what is sent is on record: in that order. */
async function stopAll(parts: Parts): Promise<void> {
  parts.housekeeping.stop();
  await parts.fleet.stop();
  await parts.slack.stop(stopSlackMs);
  await parts.health?.close();
  const left = await parts.journal.close(stopStoreMs);
  if (left > 0) parts.log.error({ left }, 'changes that the store never took are lost');
  await parts.store.close();
}
