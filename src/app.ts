import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { acceptContract, denial } from './acceptance.js';
import { Renderer } from './chart/renderer.js';
import { ChartSide } from './chart-side.js';
import { ChannelNotices } from './channel-notices.js';
import type { Clock } from './clock.js';
import type { AppConfig } from './config/model.js';
import { createDigestSide } from './digest-side.js';
import { createDoctor } from './doctor-side.js';
import { readFindingPages } from './finding-pages.js';
import { Fleet } from './fleet.js';
import { startHealthServer, type HealthServer } from './http/server.js';
import { Housekeeping, rememberedMs } from './housekeeping.js';
import type { FleetSnapshot } from './incidents/fleet.js';
import type { Digester } from './monitor/digest/digester.js';
import { IncidentDesk } from './monitor/desk/incident-desk.js';
import { Journal } from './monitor/journal/journal.js';
import { Outbox } from './monitor/journal/outbox.js';
import { LagLog } from './monitor/lag-history/lag-log.js';
import type { Log } from './monitor/ports.js';
import { Silencer } from './monitor/silencer.js';
import type { OperationService } from './operations/service.js';
import { OperationAnnouncer } from './operation-announcer.js';
import { createOperationsSide } from './operations-side.js';
import type { Operator } from './operator/operator.js';
import { secretsOf } from './config/secrets.js';
import { createRecords } from './recorded.js';
import { SlackSide } from './slack-side.js';
import { openStore, resolveStore, type Store } from './store/index.js';

export interface AppOptions {
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** pgrepl's own environment, of which commands get a little. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told when pgrepl can't go on: a token that Slack refuses, a store that somebody else took. */
  readonly onFatal: (reason: string) => void;
  /** Aborted when the start is not wanted any more: then it does not wait for Slack. */
  readonly stop?: AbortSignal;
}

export interface App {
  readonly fleet: () => FleetSnapshot;
  readonly operations: OperationService;
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
/** How long an operation that is under way may take to end, ms: what is left the next start shows. */
const stopOperationsMs = 10_000;

/**
 * Starts pgrepl: the store, what it knew, the clusters, Slack, health. Rejects if the store is not
 * to be had by this process, or if an address is taken; a store or a Slack that is merely away does
 * not keep it from watching. Whatever was started is stopped again before it rejects.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, clock, log } = options;
  const store = await openStore({
    connection: resolveStore(config.store, log),
    owner: `${hostname()} pid ${process.pid}`,
    clock,
    log,
  });
  const parts: Parts = { store, log };
  try {
    return await startOn(store, parts, options);
  } catch (error) {
    await stopAll(parts);
    throw error;
  }
}

async function startOn(store: Store, parts: Parts, options: AppOptions): Promise<App> {
  const { config, clock, log, stop } = options;
  store.onLockLost((error) => {
    options.onFatal(error.message);
  });
  const journal = new Journal({ store, clock, log, holdMs, retryMs: storeRetryMs });
  parts.journal = journal;
  await journal.load(clock.now() - rememberedMs(config));

  const storeDownSince = (): number | null =>
    journal.downSince ?? (store.status() === 'down' ? store.health().since : null);
  // Slack shows operations, and what carries them out speaks in Slack: neither is there before the other.
  const operations: OperationService = {
    principals: (...of) => operator.principals(...of),
    request: (request) => operator.request(request),
    click: (click) => operator.click(click),
    operation: (id) => operator.operation(id),
    open: () => operator.open(),
    waitsFor: (id) => operator.waitsFor(id),
  };
  const lag = new LagLog({ store: store.lag, retention: config.lagHistory, clock, log });
  const outbox = new Outbox(
    journal,
    {
      operation: (id) => operator.operation(id),
      cardFacts: ({ id, cluster, kind }) => ({
        waitsFor: operator.waitsFor(id),
        topology: fleet.monitor(cluster)?.snapshot().topology ?? null,
        approvers:
          config.clusters.find(({ name }) => name === cluster)?.operations?.authority[kind]
            .approve ?? null,
      }),
      mayPromote: (cluster) => operator.principals(cluster, 'promote', 'request').length > 0,
    },
    { clock, newId: randomUUID },
  );
  const notices = new ChannelNotices({ config, journal, clock, log });
  const desk = new IncidentDesk({
    journal,
    store,
    say: (words) => {
      notices.say(words);
    },
    show: (incident, changes) => fleet.showIncident(incident, changes, clock.now()),
    clock,
    log,
    newId: randomUUID,
  });
  parts.desk = desk;
  const renderer = new Renderer();
  const charts = new ChartSide({
    config,
    lag,
    store,
    renderer,
    incidents: (cluster) => journal.incidents(cluster),
    operations: () => operations.open(),
    clock,
    log,
  });
  const pages = await readFindingPages(config.findingsUrl);
  const doctor = createDoctor({
    config,
    monitor: (name) => fleet.monitor(name),
    records: store.examinations,
    clock,
    log,
  });
  const slack: SlackSide = new SlackSide({
    ...options,
    outbox,
    onChannel: (event, idOf) => {
      notices.take(event, idOf);
    },
    handlers: {
      fleet: () => fleet.snapshot(),
      incident: (id) => outbox.incident(id),
      acceptContract: (request) =>
        acceptContract(request, { monitor: (name) => fleet.monitor(name), journal, clock }),
      operations,
      desk,
      records: createRecords(store, { charts, doctor, outbox, digester: () => digester }, log),
      png: (chart) => charts.png(chart),
      pages,
      silences: new Silencer({
        journal,
        keeper: (cluster) => fleet.keeper(cluster),
        clock,
        newId: randomUUID,
      }),
      audit: (deed) => {
        const record = { ...deed, id: randomUUID(), at: clock.now() };
        void journal.record([{ kind: 'audit', record }]);
      },
      onDenied: (denied) => {
        void journal.record([{ kind: 'audit', record: denial(denied) }]);
      },
    },
  });
  const slackDownSince = (): number | null => slack.downSince();
  const fleet: Fleet = new Fleet({
    config,
    journal,
    clock,
    log,
    lag,
    storeDownSince,
    slackDownSince,
    silentChannels: () => slack.silentChannels(),
    storeSystemIdentifier: () => store.storeSystemIdentifier(),
  });
  const operator: Operator = createOperationsSide({
    config,
    fleet,
    store: store.operations,
    announcer: new OperationAnnouncer(journal, clock),
    auditLater: (record) => {
      void journal.record([{ kind: 'audit', record }]);
    },
    clock,
    log,
    secrets: secretsOf(config),
    environment: options.environment,
  });
  const digester: Digester = createDigestSide({ ...options, fleet, journal, store, lag, doctor });
  const housekeeping = new Housekeeping({ store, journal, config, clock, log });
  const health =
    config.http === null
      ? null
      : await startHealthServer(config.http, {
          fleet: () => fleet.snapshot(),
          ages: () => fleet.ages(clock.now()),
          storeDownSince,
          slackDownSince,
          counters: () => ({
            ...fleet.counters(),
            waitingMessages: journal.working.outbox.size,
            unrecordedChanges: journal.unrecorded,
          }),
        });
  Object.assign(parts, { slack, fleet, lag, renderer, operator, housekeeping, digester, health });
  lag.start();
  fleet.start();
  operator.start();
  housekeeping.start();
  digester.start();
  // Whoever wants to stop it need not wait for a Slack that does not answer.
  await Promise.race([slack.start(), aborted(stop)]);
  return {
    fleet: () => fleet.snapshot(),
    operations,
    healthPort: health?.port ?? null,
    slackPort: slack.port(),
    stop: () => stopAll(parts),
  };
}

/** Resolves when the signal comes; never without one. */
async function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => {
      resolve();
    });
  });
}

/** What has been started, and so has to be stopped. */
interface Parts {
  readonly store: Store;
  readonly log: Log;
  journal?: Journal;
  desk?: IncidentDesk;
  slack?: SlackSide;
  fleet?: Fleet;
  lag?: LagLog;
  renderer?: Renderer;
  operator?: Operator;
  housekeeping?: Housekeeping;
  digester?: Digester;
  health?: HealthServer | null;
}

/**
 * What is found is handed on, what is handed on is sent, what is sent is on record: in that order.
 * What can't be stopped as it should keeps nothing else from being stopped.
 */
async function stopAll(parts: Parts): Promise<void> {
  const { store, journal, desk, slack, fleet, lag, renderer } = parts;
  const { operator, housekeeping, digester, health, log } = parts;
  const step = async (what: string, stop: () => unknown): Promise<void> => {
    try {
      await stop();
    } catch (error) {
      log.error({ err: error }, `${what} could not be stopped cleanly`);
    }
  };
  await step('housekeeping', () => housekeeping?.stop());
  await step('the digest', () => digester?.stop());
  await step('what operations do', () => operator?.stop(stopOperationsMs));
  await step('the watching', () => fleet?.stop());
  await step('the history of lag', () => lag?.stop());
  await step('the connection to Slack', () => slack?.stop(stopSlackMs));
  await step('what people do to incidents', () => desk?.stop());
  await step('the pictures', () => renderer?.stop());
  await step('the health server', () => health?.close());
  await step('the journal', async () => {
    const left = (await journal?.close(stopStoreMs)) ?? 0;
    if (left > 0) log.error({ left }, 'changes that the store never took are lost');
  });
  await step('the store', () => store.close());
}
