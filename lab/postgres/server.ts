import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { findPostmaster } from '../../src/store/embedded/postmaster-file.js';
import { signalled } from '../../src/store/embedded/processes.js';
import { spawnIdentity } from '../../src/store/embedded/run-as.js';
import { childrenOf } from './children.js';
import { allGone, endServerOf } from './end.js';
import { forgetServer, guardServer } from './guard.js';
import { ensureMajor, type Major } from './majors.js';
import { giveToServerUser, labUser } from './places.js';
import { configurationText, type Settings } from './settings.js';
import { waitUntil } from './wait.js';

export type StopMode = 'smart' | 'fast' | 'immediate';

/** What one row of a query's answer looks like when nothing more is known about it. */
export type Row = Record<string, unknown>;

const stopSignals = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/** The environment of servers and their tools: nothing of ours. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

/** One real PostgreSQL server of the lab, in a data directory that exists already. */
export class LabServer {
  readonly name: string;
  readonly major: Major;
  readonly dataDirectory: string;
  /** Where the server itself listens, on 127.0.0.1. */
  readonly serverPort: number;
  /** What everybody may do to its settings between two starts. */
  settings: Settings;
  /** Called with true when it begins to listen and with false when it has ended. */
  onListening: (listening: boolean) => Promise<void> = () => Promise.resolve();
  #frozen: readonly number[] = [];
  #child: ChildProcess | undefined;

  constructor(options: {
    readonly name: string;
    readonly major: Major;
    readonly dataDirectory: string;
    readonly serverPort: number;
    readonly settings: Settings;
  }) {
    this.name = options.name;
    this.major = options.major;
    this.dataDirectory = options.dataDirectory;
    this.serverPort = options.serverPort;
    this.settings = options.settings;
  }

  /**
   * Whether somebody else tells {@link onListening} when it has ended. Its end is told here late: by
   * then another may have started it.
   */
  protected get isFollowed(): boolean {
    return false;
  }

  get logFile(): string {
    return `${this.dataDirectory}.log`;
  }

  /** The postmaster's process number, or undefined if the server does not run. */
  async pid(): Promise<number | undefined> {
    const postmaster = await findPostmaster(this.dataDirectory);
    return postmaster?.identity === 'this_server' ? postmaster.pid : undefined;
  }

  async isRunning(): Promise<boolean> {
    return (await this.pid()) !== undefined;
  }

  /**
   * Starts the server and waits until it says that it is up. A standby with `hot_standby = off`
   * says so too, though it lets nobody in.
   */
  async start(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    await this.writeConfiguration();
    const { postgres } = await ensureMajor(this.major);
    const log = await open(this.logFile, 'a');
    await giveToServerUser(this.logFile); // others who start it do so as that user
    const child = spawn(postgres, ['-D', this.dataDirectory], {
      ...spawnIdentity(await labUser()),
      env: serverEnvironment,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await log.close();
    this.#child = child;
    let ended: string | undefined;
    child.once('error', (error) => {
      ended = error.message;
    });
    child.once('exit', (code, signal) => {
      ended = `it ended with ${signal ?? code ?? 'nothing'}`;
      if (this.#child !== child) return; // it was started again in the meantime
      forgetServer(this.dataDirectory);
      if (!this.isFollowed) void this.onListening(false);
    });
    child.unref();
    if (child.pid !== undefined) guardServer(this.dataDirectory, child.pid);
    await waitUntil(
      `${this.name} is up`,
      async () => {
        if (ended !== undefined) return 'ended';
        const postmaster = await findPostmaster(this.dataDirectory);
        if (postmaster?.pid !== child.pid) return false;
        return postmaster?.status === 'ready' || postmaster?.status === 'standby';
      },
      { timeoutMs: options.timeoutMs ?? 20_000, everyMs: 5, detail: () => this.logTail() },
    );
    if (ended !== undefined) {
      throw new Error(`${this.name} did not start: ${ended}\n${await this.logTail()}`);
    }
    await this.onListening(true);
  }

  /** Stops the server in the given way and waits until nothing of it runs. */
  async stop(mode: StopMode = 'fast'): Promise<void> {
    await this.#signalAndWait(stopSignals[mode]);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /**
   * Kills the postmaster as the system would (SIGKILL); its children notice and end themselves. A
   * frozen server is killed with its children: none of them does anything more.
   */
  async kill(): Promise<void> {
    await this.#signalAndWait('SIGKILL');
  }

  /** Stops the postmaster and all its children from running at all: connections stay open. */
  async freeze(): Promise<void> {
    const pid = await this.pid();
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    signalled(pid, 'SIGSTOP'); // first, so that it starts no more children
    const children = await childrenOf(pid);
    for (const child of children) signalled(child, 'SIGSTOP');
    this.#frozen = [pid, ...children];
  }

  /** Lets a frozen server go on. */
  thaw(): void {
    for (const pid of [...this.#frozen].reverse()) signalled(pid, 'SIGCONT');
    this.#frozen = [];
  }

  get isFrozen(): boolean {
    return this.#frozen.length > 0;
  }

  /** Ends it in any state, as fast as it goes. */
  async end(): Promise<void> {
    await endServerOf(this.dataDirectory);
    this.#frozen = [];
    forgetServer(this.dataDirectory);
  }

  /** How a superuser connects, straight to the server and past any link. */
  clientConfig(overrides: pg.ClientConfig = {}): pg.ClientConfig {
    return {
      host: '127.0.0.1',
      port: this.serverPort,
      user: 'postgres',
      database: 'postgres',
      application_name: 'lab',
      connectionTimeoutMillis: 5_000,
      ...overrides,
    };
  }

  /** A connected client of a superuser; the caller ends it. Its late errors go nowhere. */
  async client(overrides: pg.ClientConfig = {}): Promise<pg.Client> {
    const client = new pg.Client(this.clientConfig(overrides));
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Runs one statement as a superuser on a connection of its own. Gives up after 30 s. */
  async sql<T extends Row = Row>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    const client = await this.client({ query_timeout: 30_000 });
    try {
      return (await client.query<T>(text, [...values])).rows;
    } finally {
      void client.end().catch(() => undefined);
    }
  }

  /** Adds to the settings, writes them and has a running server read them. */
  async configure(settings: Settings): Promise<void> {
    this.settings = { ...this.settings, ...settings };
    await this.writeConfiguration();
    const pid = await this.pid();
    if (pid !== undefined) signalled(pid, 'SIGHUP');
  }

  async writeConfiguration(): Promise<void> {
    await this.writeFile('postgresql.conf', configurationText(this.settings));
  }

  /**
   * Writes a file of the data directory that the server can read. It appears whole and the server's:
   * a running one acts on some at once, and removes them.
   */
  async writeFile(name: string, text: string | Buffer): Promise<void> {
    const path = join(this.dataDirectory, name);
    await writeFile(`${path}.lab`, text, { mode: 0o600 });
    await giveToServerUser(`${path}.lab`);
    await rename(`${path}.lab`, path);
  }

  /** The last lines of the server's log. */
  async logTail(lines = 20): Promise<string> {
    const text = await readFile(this.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  }

  async #signalAndWait(signal: NodeJS.Signals): Promise<void> {
    const pid = await this.pid();
    if (pid === undefined) return;
    const all = [pid, ...(await childrenOf(pid))];
    signalled(pid, signal);
    // Whoever is frozen can do nothing, not even end; a child that went on after the postmaster's
    // death might still answer before it notices.
    const release = signal === 'SIGKILL' ? signal : 'SIGCONT';
    for (const one of this.isFrozen ? all : []) signalled(one, release);
    this.#frozen = [];
    if (!(await allGone(all, 20_000))) {
      throw new Error(`${this.name} did not end after ${signal}\n${await this.logTail()}`);
    }
    forgetServer(this.dataDirectory);
    await this.onListening(false);
  }
}
