import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { PgreplChild } from '../../lab/demo/pgrepl-child.js';
import { allocatePort } from '../../lab/postgres/ports.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { LocalSlack } from '../../lab/slack/local-slack.js';
import { readAudit, resolveStore, type AuditEntry } from '../../src/store/index.js';
import { findPostmaster } from '../../src/store/embedded/postmaster-file.js';
import { Metrics } from './metrics.js';
import type { Stage } from './stage.js';

/** Where a node is; everything else about it is pgrepl's default. */
export interface NodeAddress {
  readonly name: string;
  readonly port: number;
}

export interface BenchCluster {
  readonly name: string;
  readonly nodes: readonly NodeAddress[];
}

export interface PgreplSettings {
  readonly slack: LocalSlack;
  readonly clusters: readonly BenchCluster[];
  /** Keys of every cluster that differ from the default. */
  readonly cluster?: Readonly<Record<string, unknown>>;
  /** Further keys of nodes, by name. */
  readonly nodes?: Readonly<Record<string, object>>;
}

/** pgrepl as in production: built, in a process of its own, with an embedded store. */
export class Pgrepl {
  readonly #child: PgreplChild;
  readonly #healthPort: number;
  readonly #storeDirectory: string;

  private constructor(child: PgreplChild, healthPort: number, storeDirectory: string) {
    this.#child = child;
    this.#healthPort = healthPort;
    this.#storeDirectory = storeDirectory;
  }

  /** Starts it, and returns when every node has answered and Slack is connected. */
  static async start(stage: Stage, settings: PgreplSettings): Promise<Pgrepl> {
    const directory = await stage.directory();
    const storeDirectory = join(directory, 'store');
    const healthPort = await allocatePort();
    const configFile = join(directory, 'pgrepl.yaml');
    await writeFile(configFile, configText(settings, storeDirectory, healthPort));
    const { apiUrl, app } = settings.slack;
    const child = new PgreplChild({
      configFile,
      storeDirectory,
      logFile: join(directory, 'pgrepl.log'),
      slack: { apiUrl, botToken: app.botToken, appToken: app.appToken },
    });
    const pgrepl = new Pgrepl(child, healthPort, storeDirectory);
    stage.keep('pgrepl', child, () => child.stop());
    await child.start();
    const nodes = settings.clusters.reduce((sum, cluster) => sum + cluster.nodes.length, 0);
    await waitUntil(
      `pgrepl watches ${nodes} nodes`,
      async () => {
        if (!child.isRunning) throw new Error('pgrepl has ended');
        return (await pgrepl.metrics()).nodesUp === nodes;
      },
      {
        timeoutMs: 60_000,
        everyMs: 100,
        detail: async () => (await child.lastLines(20)).join('\n'),
      },
    );
    await settings.slack.connected(30_000);
    return pgrepl;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('pgrepl does not run');
    return pid;
  }

  /** The process number of the embedded store's server. */
  async storePid(): Promise<number> {
    const postmaster = await findPostmaster(join(this.#storeDirectory, 'data'));
    if (postmaster === undefined) throw new Error("pgrepl's store does not run");
    return postmaster.pid;
  }

  /** All of the audit log so far, read beside the pgrepl that runs. */
  audit(): Promise<readonly AuditEntry[]> {
    const silent = (): void => undefined;
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    const connection = resolveStore({ kind: 'embedded', directory: this.#storeDirectory }, log);
    return readAudit(connection, async ({ entries }) => {
      const found: AuditEntry[] = [];
      for await (const entry of entries()) found.push(entry);
      return found;
    });
  }

  metrics(): Promise<Metrics> {
    return Metrics.of(this.#healthPort);
  }
}

function configText(
  { clusters, cluster, nodes: keys }: PgreplSettings,
  storeDirectory: string,
  healthPort: number,
): string {
  return stringify({
    slack: { channel: '#pg-alerts' },
    store: { directory: storeDirectory },
    http: { host: '127.0.0.1', port: healthPort },
    log_level: 'warn',
    defaults: { user: 'pgrepl_monitor', sslmode: 'disable' },
    clusters: Object.fromEntries(
      clusters.map(({ name, nodes }) => [
        name,
        {
          ...cluster,
          nodes: Object.fromEntries(
            nodes.map((node) => [
              node.name,
              { host: '127.0.0.1', port: node.port, ...keys?.[node.name] },
            ]),
          ),
        },
      ]),
    ),
  });
}
