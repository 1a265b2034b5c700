import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetFiles, guardFiles } from '../postgres/guard.js';
import { makeRunDirectory } from '../postgres/places.js';
import { allocatePort } from '../postgres/ports.js';
import { buildPage } from '../slack/build-page.js';
import { startLocalSlack, type LocalSlack } from '../slack/local-slack.js';
import { buildPgrepl, expectBuilt, repository } from './build.js';
import type { Cleanup } from './cleanup.js';
import { configText, type ConfigOptions } from './config-file.js';
import { nightFrom, panelNight, type Night } from './night.js';
import { startOrders, type Orders } from './orders.js';
import { Panel } from './panel/panel.js';
import { panelRoute } from './panel/routes.js';
import { PgreplChild } from './pgrepl-child.js';
import type { Terminal } from './terminal.js';
import { Writes } from './writes.js';

const rowsPerSecond = 20;
/** How long pgrepl may take to be ready, ms: on a slow machine its first start makes its store. */
const readyWithinMs = 60_000;
/** How long it may take to say whether it is, ms: it is asked again. */
const answerWithinMs = 5_000;
/** So many lines of pgrepl's log are shown when it ends. */
const tailLines = 15;

/** What stands in #general when the page is opened first. */
function welcome({ callAfterSeconds, group, digestAtMs }: Night): string {
  const digestAt = `<!date^${digestAtMs / 1000}^{time}|${new Date(digestAtMs).toISOString()}>`;
  return (
    'Welcome. This Slack runs on this machine, and so do the PostgreSQL servers at the right and ' +
    'pgrepl, which watches them. Type `/pgrepl status orders` here, or break a server: pgrepl ' +
    'speaks of it in <#C0ORDERS>. There you can also type `/pgrepl switchover orders s1`, act as ' +
    'somebody else of those on call, and approve it. What is critical and left alone calls ' +
    `@${group.handle} after ${callAfterSeconds} s, and the digest of the day comes at ${digestAt}.`
  );
}

export interface DemoOptions {
  /** The page's port; the next free one if it is taken. */
  readonly port: number;
  readonly build: boolean;
  readonly terminal: Terminal;
  /** Ends the start-up. */
  readonly signal: AbortSignal;
  /** Where what was started is noted, also by a start-up that fails. */
  readonly cleanup: Cleanup;
}

export interface Demo {
  readonly url: string;
  readonly logFile: string;
  readonly configFile: string;
  readonly night: Night;
}

/** Brings up the cluster, the local Slack and pgrepl. @throws if one of them does not come up */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { cleanup, terminal, signal } = options;
  const directory = await makeRunDirectory('pgrepl-demo-');
  guardFiles(directory);
  cleanup.add('removing files', async () => {
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    forgetFiles(directory, []);
  });
  const parts: { panel?: Panel } = {};
  const results = await Promise.allSettled([
    bringUpCluster(options),
    terminal.step(
      options.build ? 'Building pgrepl' : 'Looking for a built pgrepl',
      () => (options.build ? buildPgrepl(signal) : expectBuilt()),
      (built) => (built === 'built' ? 'pgrepl is built' : 'pgrepl was built before'),
    ),
    bringUpSlack(options, directory, () => parts.panel),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const [cluster, , slack] = results;
  if (cluster.status === 'rejected' || slack.status === 'rejected') throw new Error('unreachable');
  signal.throwIfAborted();

  const { orders, writes } = cluster.value;
  const healthPort = await allocatePort();
  const night = nightFrom(Date.now());
  const pgrepl = await preparePgrepl(directory, slack.value, {
    cluster: orders,
    healthPort,
    night,
  });
  cleanup.add('stopping pgrepl', () => pgrepl.child.stop());
  await terminal.step(
    'Starting pgrepl',
    async () => {
      await pgrepl.child.start();
      await waitReady(pgrepl.child, slack.value, healthPort, signal);
    },
    () => `pgrepl watches orders and is connected to Slack (pid ${pgrepl.child.pid ?? 0})`,
  );

  const panel = new Panel({
    cluster: orders,
    writes,
    night: panelNight(night),
    revivePgrepl: async () => {
      if (pgrepl.child.isRunning) return;
      await pgrepl.child.start();
      await waitReady(pgrepl.child, slack.value, healthPort, signal);
      panel.setTrouble(null);
    },
  });
  parts.panel = panel;
  slack.value.as('sre').post('general', welcome(night));
  cleanup.add('stopping the panel', () => panel.close());
  pgrepl.child.onUnexpectedEnd = (how) => {
    panel.setTrouble(`pgrepl has ended: ${how}. "Heal everything" starts it again.`);
    void tellEnd(pgrepl.child, how, terminal);
  };
  const { child, configFile } = pgrepl;
  return { url: slack.value.url, logFile: child.logFile, configFile, night };
}

async function bringUpCluster({
  terminal,
  cleanup,
}: DemoOptions): Promise<{ readonly orders: Orders; readonly writes: Writes }> {
  return terminal.step(
    'Starting four PostgreSQL servers',
    async () => {
      const orders = await startOrders();
      cleanup.add('stopping the servers', () => orders.stop());
      const writes = new Writes(orders, rowsPerSecond);
      cleanup.add('stopping the load', () => writes.off());
      await writes.on();
      return { orders, writes };
    },
    ({ orders }) =>
      `PostgreSQL ${orders.firstPrimary.major}: pg1; s1 (sync) and s2 (potential) behind it; s3 ` +
      `behind s1; ${rowsPerSecond} rows/s are written`,
  );
}

async function bringUpSlack(
  { terminal, cleanup, port }: DemoOptions,
  directory: string,
  panel: () => Panel | undefined,
): Promise<LocalSlack> {
  return terminal.step(
    'Starting the local Slack',
    async () => {
      const pageDirectory = join(directory, 'page');
      await buildPage(pageDirectory);
      const slack = await startLocalSlack({
        port,
        pageDirectory,
        routes: [panelRoute(panel)],
        apps: [{ manifest: join(repository, 'manifests', 'pgrepl.socket-mode.yaml') }],
      });
      cleanup.add('stopping the local Slack', () => slack.stop());
      return slack;
    },
    ({ url }) => `The local Slack is at ${url}`,
  );
}

async function preparePgrepl(
  directory: string,
  slack: LocalSlack,
  config: Omit<ConfigOptions, 'storeDirectory'>,
): Promise<{ readonly child: PgreplChild; readonly configFile: string }> {
  const configFile = join(directory, 'pgrepl.yaml');
  const storeDirectory = join(directory, 'store');
  await writeFile(configFile, await configText({ ...config, storeDirectory }));
  const { botToken, appToken } = slack.app;
  const child = new PgreplChild({
    configFile,
    storeDirectory,
    logFile: join(directory, 'pgrepl.log'),
    slack: { apiUrl: slack.apiUrl, botToken, appToken },
  });
  return { child, configFile };
}

async function waitReady(
  child: PgreplChild,
  slack: LocalSlack,
  healthPort: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (!(slack.connections() > 0 && (await isReady(healthPort, signal)))) {
    signal.throwIfAborted();
    const ended = !child.isRunning;
    if (ended || performance.now() > deadline) {
      const lines = (await child.lastLines(tailLines)).join('\n');
      throw new Error(`pgrepl ${ended ? 'has ended' : 'is not ready'}:\n${lines}`);
    }
    await sleep(50);
  }
}

async function isReady(healthPort: number, signal: AbortSignal): Promise<boolean> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
    return (await fetch(`http://127.0.0.1:${healthPort}/readyz`, { signal: patience })).ok;
  } catch {
    return false;
  }
}

async function tellEnd(child: PgreplChild, how: string, terminal: Terminal): Promise<void> {
  terminal.line(`\npgrepl has ended: ${how}. The last lines of its log:`);
  for (const line of await child.lastLines(tailLines)) terminal.line(`  ${line}`);
  terminal.line('The servers and the local Slack go on; "Heal everything" starts pgrepl again.');
}
