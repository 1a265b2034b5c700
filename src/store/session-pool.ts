import pg from 'pg';
import { connectError, type StoreError } from './errors.js';
import { discard, setUp, type StoreTimeouts } from './session.js';

/** A few sessions to work in. Each is set up before its first use and thrown away when in doubt. */
export class SessionPool {
  readonly #pool: pg.Pool;
  readonly #timeouts: StoreTimeouts;
  readonly #where: string;
  readonly #clients = new Set<pg.PoolClient>();
  readonly #ready = new WeakSet<pg.PoolClient>();

  constructor(config: pg.ClientConfig, timeouts: StoreTimeouts, where: string) {
    this.#timeouts = timeouts;
    this.#where = where;
    this.#pool = new pg.Pool({ ...config, max: 3, idleTimeoutMillis: 60_000 });
    this.#pool.on('connect', (client) => {
      this.#clients.add(client);
      // The pool listens only while a session is idle; an error without a listener would end the
      // process. Whoever has the session learns of it from the next statement.
      client.on('error', () => undefined);
    });
    this.#pool.on('remove', (client) => {
      this.#clients.delete(client);
    });
    // An idle session that breaks is taken out by the pool itself; there is nobody to tell.
    this.#pool.on('error', () => undefined);
  }

  /** Lends a session; rejects with a `StoreError` if there is none within the time-out. */
  async take(): Promise<pg.PoolClient> {
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      if (!this.#ready.has(client)) await setUp(client, this.#timeouts);
      this.#ready.add(client);
      return client;
    } catch (error) {
      if (client !== undefined) this.drop(client, connectError(error, this.#where));
      throw connectError(error, this.#where);
    }
  }

  giveBack(client: pg.PoolClient): void {
    client.release();
  }

  /** Takes back a session that may be in the middle of something, and closes it at once. */
  drop(client: pg.PoolClient, error: StoreError): void {
    discard(client);
    client.release(error);
  }

  /** Closes all sessions, politely where the server listens. */
  async end(deadlineMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.destroy();
    }, deadlineMs);
    try {
      await this.#pool.end();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes all sessions at once: whatever waits for an answer on one gets an error. */
  destroy(): void {
    for (const client of this.#clients) discard(client);
    if (!this.#pool.ending) void this.#pool.end();
  }
}
