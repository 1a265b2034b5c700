import type { LocalSlack } from '../../../lab/slack/local-slack.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { startApp, type App } from '../../../src/app.js';
import { systemClock, type Clock } from '../../../src/clock.js';
import { loadConfig } from '../../../src/config/load.js';
import type { AppConfig } from '../../../src/config/model.js';
import type { NodeView } from '../../../src/replication/topology/model.js';
import type { ClusterSnapshot } from '../../../src/incidents/fleet.js';
import { createLog } from '../../../src/log.js';
import { configText, environmentFor, type Setting } from './configuration.js';
import type { Place } from './place.js';

export interface InProcessOptions {
  readonly setting: Setting;
  readonly slack: LocalSlack;
  readonly place: Place;
  readonly clock?: Clock;
}

/** pgrepl in this process, from its configuration on exactly as `start` runs it. */
export interface InProcess {
  readonly app: App;
  /** JSON lines. */
  readonly log: readonly string[];
  /** Why it can't go on, as it was told. */
  readonly fatal: readonly string[];
  readonly cluster: (name?: string) => ClusterSnapshot;
  /** Waits until a cluster's nodes all answer and nothing is wrong with it. */
  readonly well: (name?: string) => Promise<void>;
  /** Waits until a finding of this kind counts. */
  readonly finds: (kind: string, name?: string) => Promise<void>;
  /** What its health server answers, by path. */
  readonly ask: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** Waits until no message is left that Slack has not taken, and all of it is on record. */
  readonly saidAll: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startInProcess(options: InProcessOptions): Promise<InProcess> {
  const log: string[] = [];
  const fatal: string[] = [];
  const config = configOf(options);
  const app = await startApp({
    config: { ...config, http: { host: '127.0.0.1', port: 0 } },
    clock: options.clock ?? systemClock,
    log: createLog('debug', { write: (line) => log.push(line) }),
    random: () => 0.5,
    environment: process.env,
    onFatal: (reason) => fatal.push(reason),
  });
  const cluster = (name?: string): ClusterSnapshot => {
    const { clusters } = app.fleet();
    const found = name === undefined ? clusters[0] : clusters.find((each) => each.cluster === name);
    if (found === undefined) throw new Error(`pgrepl does not watch ${name ?? 'anything'}`);
    return found;
  };
  const detail = (): string => log.slice(-20).join('');
  const ask = async (path: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`http://127.0.0.1:${String(app.healthPort)}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return {
    app,
    log,
    fatal,
    cluster,
    well: async (name) => {
      await waitUntil('all is well', () => isWell(cluster(name)), {
        detail: () => `${whatIsWrong(cluster(name))}\n${detail()}`,
      });
    },
    finds: async (kind, name) => {
      await waitUntil(
        `pgrepl finds ${kind}`,
        () => cluster(name).findings.some((finding) => finding.kind === kind),
        { detail },
      );
    },
    ask,
    saidAll: async () => {
      await waitUntil(
        'every message is with Slack, and on record',
        async () => {
          const { text } = await ask('/metrics');
          return ['outbox_messages', 'unrecorded_changes'].every((what) =>
            text.includes(`\npgrepl_${what} 0\n`),
          );
        },
        { detail },
      );
    },
    stop: () => app.stop(),
  };
}

function configOf({ setting, slack, place }: InProcessOptions): AppConfig {
  const result = loadConfig({
    text: configText(setting),
    environment: environmentFor(slack),
    defaultStoreDirectory: place.storeDirectory,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { config } = result;
  // The command line lets a relative directory count from the file: here there is none.
  return config.store.kind === 'embedded'
    ? { ...config, store: { kind: 'embedded', directory: place.storeDirectory } }
    : config;
}

function isWell({ topology, findings, incidents }: ClusterSnapshot): boolean {
  if (topology === null || findings.length > 0 || incidents.length > 0) return false;
  return topology.nodes.every(isUp);
}

/** A cold standby can't answer: that it can be seen to run is all there is. */
function isUp({ reach }: NodeView): boolean {
  return reach.kind === 'answers' || reach.kind === 'cold';
}

function whatIsWrong({ topology, findings, incidents }: ClusterSnapshot): string {
  const silent = topology?.nodes.filter((node) => !isUp(node)) ?? [];
  return [
    ...findings.map(({ kind }) => `finding ${kind}`),
    ...silent.map(({ name, reach }) => `${name} is ${reach.kind}`),
    `${String(incidents.length)} incidents`,
  ].join(', ');
}
