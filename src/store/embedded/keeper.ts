import { access, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.js';
import { superuser, writeConfiguration, type Listen } from './configuration.js';
import { EmbeddedServerError, stopped } from './errors.js';
import { initialiseDataDirectory, inspectDataDirectory } from './initialise.js';
import { launch } from './launch.js';
import { withDirectoryLock } from './lock.js';
import { prepareSocketDirectory, socketPort, type Places } from './places.js';
import { findPostmaster, type RunningPostmaster } from './postmaster-file.js';
import { identify, signalled } from './processes.js';
import type { ServerUser } from './run-as.js';
import type { EmbeddedConnection, EmbeddedLog } from './server.js';

/** How long a clean stop may take before sessions are no longer waited for, and then at all. */
const fastStopMs = 30_000;
const immediateStopMs = 10_000;
/** How often to look at a server that is starting or stopping. */
const pauseMs = 20;
/** How long to leave the children of a killed server alone before the next attempt to start. */
const retryMs = 100;

/** Whether a server was there or had to be started. */
export type Ensured = 'was_running' | 'started';

/** Keeps the one server of a directory running. */
export class Keeper {
  readonly #places: Places;
  readonly #user: ServerUser;
  readonly #binaries: PostgresBinaries;
  readonly #log: EmbeddedLog;
  readonly #startTimeoutMs: number;
  readonly #interrupted: AbortSignal | undefined;
  #running: { readonly pid: number; readonly connection: EmbeddedConnection } | undefined;
  #ensuring: Promise<Ensured> | undefined;
  #stopped = false;

  constructor(options: {
    readonly places: Places;
    readonly user: ServerUser;
    readonly binaries: PostgresBinaries;
    readonly log: EmbeddedLog;
    readonly startTimeoutMs: number;
    readonly interrupted?: AbortSignal | undefined;
  }) {
    this.#places = options.places;
    this.#user = options.user;
    this.#binaries = options.binaries;
    this.#log = options.log;
    this.#startTimeoutMs = options.startTimeoutMs;
    this.#interrupted = options.interrupted;
  }

  /** The server as of the last {@link ensure}. */
  get running(): { readonly pid: number; readonly connection: EmbeddedConnection } {
    if (this.#running === undefined) throw new Error('the embedded server was never started');
    return this.#running;
  }

  /** Callers that come while one is at work wait for the same result. */
  async ensure(): Promise<Ensured> {
    if (this.#stopped) throw stopped();
    this.#ensuring ??= this.#ensure().finally(() => {
      this.#ensuring = undefined;
    });
    return this.#ensuring;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ensuring?.catch(() => undefined);
    await withDirectoryLock(this.#places.directory, this.#startTimeoutMs, () => this.#stopNow());
  }

  async #ensure(): Promise<Ensured> {
    await inspectDataDirectory(this.#places, this.#user, this.#binaries.major);
    const postmaster = await findPostmaster(this.#places.data);
    if (await this.#serves(postmaster)) return 'was_running';
    // Whoever holds the lock may be recovering after a crash: give it time to finish.
    const patienceMs = 2 * this.#startTimeoutMs;
    return withDirectoryLock(this.#places.directory, patienceMs, () => this.#bringUp());
  }

  /** To be called under the lock. */
  async #bringUp(): Promise<Ensured> {
    const { directory, data } = this.#places;
    let waitedMs = 0;
    const pause = async (ms: number): Promise<void> => {
      waitedMs += ms;
      await sleep(ms);
    };
    while (waitedMs < this.#startTimeoutMs) {
      if (this.#interrupted?.aborted === true) throw stopped();
      const postmaster = await findPostmaster(data);
      if (await this.#serves(postmaster)) return 'was_running';
      if (postmaster?.identity === 'this_server') {
        if (postmaster.status === 'ready') {
          this.#log.warn({ directory }, "the store's socket is gone: it is restarted");
          await this.#stopNow();
        } else {
          await pause(pauseMs); // starting, recovering or stopping
        }
      } else {
        if (postmaster !== undefined) await this.#removeStale(postmaster);
        if (await this.#start()) return 'started';
        await pause(retryMs);
      }
    }
    throw new EmbeddedServerError(
      'timed_out',
      `The store's PostgreSQL in ${directory} was not ready within ` +
        `${Math.round(this.#startTimeoutMs / 1000)} s; see ${this.#places.log}.`,
    );
  }

  /** False if something of an earlier server is still in the way. */
  async #start(): Promise<boolean> {
    const { directory, data } = this.#places;
    const found = await inspectDataDirectory(this.#places, this.#user, this.#binaries.major);
    if (found.kind === 'absent') {
      this.#log.info({ directory }, 'making the store: a private PostgreSQL');
      const interrupted = this.#interrupted;
      await initialiseDataDirectory(this.#places, this.#user, this.#binaries, interrupted);
    }
    await writeConfiguration(this.#places, this.#user, await this.#listen());
    const result = await launch(this.#places, this.#user, this.#binaries, this.#startTimeoutMs);
    if (result.kind === 'in_use') return false;
    if (!(await this.#serves(await findPostmaster(data)))) return false;
    this.#log.info({ directory, pid: result.pid }, "the store's PostgreSQL is running");
    return true;
  }

  /** Whether this server takes connections where it says so; if it does, that is how we connect. */
  async #serves(postmaster: RunningPostmaster | undefined): Promise<boolean> {
    if (postmaster?.identity !== 'this_server' || postmaster.status !== 'ready') return false;
    const { pid, port, socketDirectory, listenAddress } = postmaster;
    if (port === undefined) return false;
    const common = { port, user: superuser, database: 'postgres' };
    if (socketDirectory !== undefined) {
      // Those who tidy temporary directories may have removed it.
      if (!(await exists(join(socketDirectory, `.s.PGSQL.${port}`)))) return false;
      this.#running = { pid, connection: { ...common, host: socketDirectory } };
      return true;
    }
    if (listenAddress === undefined) return false;
    const password = (await readFile(this.#places.password, 'utf8')).trim();
    this.#running = { pid, connection: { ...common, host: listenAddress, password } };
    return true;
  }

  /**
   * Removes the file that a server which was killed has left. PostgreSQL would do it too, but not
   * while its number belongs to some other process of the same user.
   */
  async #removeStale(postmaster: RunningPostmaster): Promise<void> {
    const { pid, identity } = postmaster;
    this.#log.warn(
      { directory: this.#places.directory, pid, identity },
      "the store's PostgreSQL had not been stopped cleanly: it is started and recovers",
    );
    await rm(join(this.#places.data, 'postmaster.pid'), { force: true });
  }

  async #listen(): Promise<Listen> {
    if (process.platform === 'win32') return { kind: 'loopback', port: await freePort() };
    const directory = await prepareSocketDirectory(this.#places, this.#user);
    // What a killed server left would stand in the way for as long as its number is taken.
    await rm(join(directory, `.s.PGSQL.${socketPort}`), { force: true });
    await rm(join(directory, `.s.PGSQL.${socketPort}.lock`), { force: true });
    return { kind: 'socket', directory, port: socketPort };
  }

  async #stopNow(): Promise<void> {
    const { data, log } = this.#places;
    const postmaster = await findPostmaster(data);
    if (postmaster?.identity !== 'this_server') return;
    for (const [signal, patienceMs] of [
      ['SIGINT', fastStopMs],
      ['SIGQUIT', immediateStopMs],
    ] as const) {
      signalled(postmaster.pid, signal);
      for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pauseMs) {
        // Not its file: that is removed a moment before it ends.
        if ((await identify(postmaster.pid, data)) !== 'this_server') return;
        await sleep(pauseMs);
      }
    }
    throw new EmbeddedServerError('timed_out', `The store's PostgreSQL did not stop; see ${log}.`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve(server.address());
    });
  });
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
