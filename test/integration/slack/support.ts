import { onTestFinished } from 'vitest';
import type { AppSpec, LocalSlackOptions } from '../../../lab/slack/server/options.js';
import type { LocalSlack } from '../../../lab/slack/server/local-slack.js';
import { startLocalSlack } from '../../../lab/slack/server/start.js';
import { systemClock } from '../../../src/clock.js';
import type { FleetSnapshot } from '../../../src/incidents/fleet.js';
import type { Incident } from '../../../src/incidents/model.js';
import { noOperations } from './no-operations.js';
import { noDesk, noRecords } from './no-records.js';
import { noSilences } from './no-silences.js';
import { createClients } from '../../../src/slack/api/clients.js';
import { createSlackApp, type SlackApp, type SlackAppOptions } from '../../../src/slack/app.js';
import { createChannelDirectory } from '../../../src/slack/channels.js';
import type { PicturesOptions } from '../../../src/slack/delivery/pictures.js';
import { Delivery } from '../../../src/slack/delivery/deliver.js';
import type { OutboxPort } from '../../../src/slack/delivery/port.js';
import type { AcceptContractResult, Denial, Handlers, Log } from '../../../src/slack/ports.js';
import { anIncident, aSnapshot } from '../../../src/wording/testing/incidents.js';

export const socketManifest = 'manifests/pgrepl.socket-mode.yaml';

/** A local Slack with pgrepl's own manifest, gone when the test is. */
export async function aSlack(
  app: AppSpec = {},
  options: Omit<LocalSlackOptions, 'apps'> = {},
): Promise<LocalSlack> {
  const slack = await startLocalSlack({
    ...options,
    apps: [{ name: 'pgrepl', manifest: socketManifest, ...app }],
  });
  onTestFinished(() => slack.stop());
  return slack;
}

/** A log that keeps what it was told. */
export class KeptLog implements Log {
  readonly lines: string[] = [];
  debug = (): void => undefined;
  info = (fields: object, message: string): void => {
    this.#keep('info', fields, message);
  };
  warn = (fields: object, message: string): void => {
    this.#keep('warn', fields, message);
  };
  error = (fields: object, message: string): void => {
    this.#keep('error', fields, message);
  };
  #keep(level: string, fields: object, message: string): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  }
}

export interface TestApp {
  readonly app: SlackApp;
  readonly log: KeptLog;
  readonly denials: Denial[];
  readonly accepted: { readonly cluster: string; readonly actor: string }[];
  readonly fatal: string[];
  fleet: FleetSnapshot;
  incidents: Incident[];
  acceptance: AcceptContractResult;
}

/** pgrepl's side of Slack, not started yet; two clusters, one with the open incident INC-7. */
export function anApp(
  slack: LocalSlack,
  changes: Partial<SlackAppOptions> = {},
  handlers: Partial<Handlers> = {},
): TestApp {
  const incident = anIncident({ openedAt: Date.now() - 41_000 });
  const log = new KeptLog();
  const made: Omit<TestApp, 'app'> = {
    log,
    denials: [],
    accepted: [],
    fatal: [],
    fleet: {
      clusters: [
        aSnapshot({ cluster: 'orders', incidents: [incident] }),
        aSnapshot({ cluster: 'billing' }),
      ],
      self: [],
    },
    incidents: [incident],
    acceptance: { ok: true },
  };
  const clients = createClients({ botToken: slack.app.botToken, apiUrl: slack.apiUrl, log });
  const app = createSlackApp({
    mode: { kind: 'socket', appToken: slack.app.appToken },
    clients,
    apiUrl: slack.apiUrl,
    clock: systemClock,
    log,
    random: () => 0.99,
    handlers: {
      fleet: () => made.fleet,
      incident: (id) => made.incidents.find((each) => each.id === id) ?? null,
      acceptContract: (request) => {
        made.accepted.push(request);
        return Promise.resolve(made.acceptance);
      },
      operations: noOperations,
      desk: noDesk,
      records: noRecords,
      png: () => Promise.resolve(null),
      silences: noSilences,
      pages: new Map(),
      audit: () => undefined,
      onDenied: (denial) => made.denials.push(denial),
      ...handlers,
    },
    onFatal: (reason) => made.fatal.push(reason),
    ...changes,
  });
  onTestFinished(() => app.stop(2_000));
  return Object.assign(made, { app });
}

export interface TestDelivery {
  readonly delivery: Delivery;
  readonly log: KeptLog;
}

/** A delivery from this outbox to that Slack, started. */
export async function aDelivery(
  slack: LocalSlack,
  outbox: OutboxPort,
  fallbackChannel: string | null = null,
  draw: PicturesOptions['draw'] | null = null,
): Promise<TestDelivery> {
  const log = new KeptLog();
  const clients = createClients({ botToken: slack.app.botToken, apiUrl: slack.apiUrl, log });
  const delivery = new Delivery({
    outbox,
    client: clients.alerts,
    lookups: clients.lookups,
    channels: createChannelDirectory(clients.lookups),
    clock: systemClock,
    log,
    random: () => 0.99,
    pageUrl: () => null,
    isWatched: () => true,
    fallbackChannel,
    ...(draw === null ? {} : { pictures: { draw, client: clients.files, log } }),
  });
  onTestFinished(async () => {
    await delivery.stop(2_000);
  });
  await delivery.start();
  return { delivery, log };
}

/** All texts of a message's blocks, as one. */
export function shown(message: { readonly blocks: readonly unknown[] }): string {
  return JSON.stringify(message.blocks);
}
