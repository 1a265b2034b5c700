import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { LabCluster } from './cluster.js';

/** A small steady write load on a cluster. */
export interface Load {
  /** Rows whose commit was acknowledged so far. */
  readonly acknowledged: number;
  /** The highest number that was acknowledged, 0 before the first. */
  readonly lastNumber: number;
  /** Ends the load; a session that waits for its commit is closed. */
  readonly stop: () => Promise<void>;
}

export interface LoadOptions {
  /** Default 10. */
  readonly rowsPerSecond?: number;
  /** How many sessions share it: each of them waits when commits hang. Default 1. */
  readonly sessions?: number;
}

/**
 * Writes rows at a steady pace, each in a transaction of its own, to whichever node is the primary;
 * goes on there after a failover. A commit that hangs is waited for, as an application would.
 * Rows written at once are missed rather than made up for when the primary comes back.
 */
export async function startLoad(cluster: LabCluster, options: LoadOptions = {}): Promise<Load> {
  await cluster.sql(
    `CREATE TABLE IF NOT EXISTS load (
       number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
       note text NOT NULL
     )`,
  );
  const sessions = options.sessions ?? 1;
  const pauseMs = (1000 / (options.rowsPerSecond ?? 10)) * sessions;
  const state = { acknowledged: 0, lastNumber: 0 };
  const writers = Array.from({ length: sessions }, () => new Writer(cluster, pauseMs, state));
  const running = writers.map((writer) => writer.run());
  return {
    get acknowledged() {
      return state.acknowledged;
    },
    get lastNumber() {
      return state.lastNumber;
    },
    stop: async () => {
      for (const writer of writers) writer.stop();
      await Promise.all(running);
    },
  };
}

class Writer {
  readonly #cluster: LabCluster;
  readonly #pauseMs: number;
  readonly #state: { acknowledged: number; lastNumber: number };
  readonly #ended = new AbortController();
  #client: pg.Client | undefined;

  constructor(
    cluster: LabCluster,
    pauseMs: number,
    state: { acknowledged: number; lastNumber: number },
  ) {
    this.#cluster = cluster;
    this.#pauseMs = pauseMs;
    this.#state = state;
  }

  async run(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      try {
        this.#client ??= await (
          await this.#cluster.findPrimary()
        ).client({
          application_name: 'load',
        });
        await this.#write(this.#client);
      } catch {
        // The primary is gone, or was never one: look for another in a moment.
        this.#disconnect();
      }
      await sleep(this.#pauseMs, undefined, { signal: this.#ended.signal }).catch(() => undefined);
    }
    this.#disconnect();
  }

  stop(): void {
    this.#ended.abort();
    this.#disconnect();
  }

  async #write(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ number: string }>(
      'INSERT INTO load (note) VALUES (md5(random()::text)) RETURNING number',
    );
    this.#state.acknowledged += 1;
    this.#state.lastNumber = Math.max(this.#state.lastNumber, Number(rows[0]?.number ?? 0));
  }

  /** Not `end()`: that would wait for a server that may be frozen. */
  #disconnect(): void {
    this.#client?.connection.stream.destroy();
    this.#client = undefined;
  }
}

/**
 * Writes so many megabytes of WAL on the primary at once. They are logical messages that no
 * transaction waits for: standbys have to receive and flush them, and no table grows.
 */
export async function burst(cluster: LabCluster, megabytes: number): Promise<void> {
  const primary = await cluster.findPrimary();
  await primary.sql(
    `SELECT count(pg_logical_emit_message(false, 'burst', repeat('x', 1048576 - 128)))
       FROM generate_series(1, $1)`,
    [megabytes],
  );
}
