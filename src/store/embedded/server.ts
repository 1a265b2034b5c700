import { findBinaries } from './binaries.js';
import { stopped } from './errors.js';
import { Keeper } from './keeper.js';
import { preparePlaces } from './places.js';
import { findServerUser } from './run-as.js';

/** What the embedded server has to say; a logger such as pino fits. */
export interface EmbeddedLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
}

/** How to connect to the embedded server: what `pg` takes. */
export interface EmbeddedConnection {
  /** The directory of its socket; on Windows an address. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** On Windows alone. */
  readonly password?: string;
}

/** pgrepl's private PostgreSQL. */
export interface EmbeddedServer {
  /** As of the last {@link ensureRunning}; it may change when the server was started anew. */
  readonly connection: EmbeddedConnection;
  /** Whether it was running already when it was opened: an earlier pgrepl had left it. */
  readonly adopted: boolean;
  /** The postmaster's process number, as of the last {@link ensureRunning}. */
  readonly pid: number;
  /** For people: where its data and its log are. */
  readonly directory: string;
  /**
   * Starts the server again if it has died, and does nothing otherwise. May be called at any time,
   * from several places and several processes at once.
   *
   * @throws EmbeddedServerError
   */
  readonly ensureRunning: () => Promise<void>;
  /**
   * Stops the server cleanly, ending all sessions. It is not started again afterwards:
   * `ensureRunning` then rejects with `stopped`.
   *
   * @throws EmbeddedServerError `timed_out`
   */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedServerOptions {
  /** Where everything of it is kept. It is made if it does not exist. */
  readonly directory: string;
  readonly log: EmbeddedLog;
  /** How long a start may take, the recovery after a crash included. Default 60 s. */
  readonly startTimeoutMs?: number;
  /** Aborted when the server is not wanted any more before it is open: see {@link openEmbeddedServer}. */
  readonly interrupted?: AbortSignal;
}

/**
 * Opens the PostgreSQL in a directory: makes it on first use, starts it, or adopts the one that an
 * earlier pgrepl left running. It lives on when this process ends without {@link EmbeddedServer.stop}.
 *
 * If it is interrupted, it rejects with `stopped` once nothing that it began runs any more.
 *
 * @throws EmbeddedServerError, whose message says what to do
 */
export async function openEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const user = await findServerUser();
  const places = await preparePlaces(options.directory, user);
  const binaries = await findBinaries({ user, cacheDirectory: places.binaries });
  const keeper = new Keeper({
    places,
    user,
    binaries,
    log: options.log,
    startTimeoutMs: options.startTimeoutMs ?? 60_000,
    interrupted: options.interrupted,
  });
  const first = await keeper.ensure();
  if (options.interrupted?.aborted === true) {
    // One that was running is somebody else's to stop.
    if (first === 'started') await keeper.stop();
    throw stopped();
  }
  if (first === 'was_running') {
    options.log.info(
      { directory: places.directory, pid: keeper.running.pid },
      "the store's PostgreSQL was running already: adopted",
    );
  }
  return {
    get connection() {
      return keeper.running.connection;
    },
    get pid() {
      return keeper.running.pid;
    },
    adopted: first === 'was_running',
    directory: places.directory,
    ensureRunning: async () => {
      await keeper.ensure();
    },
    stop: () => keeper.stop(),
  };
}
