import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { LabNode } from '../../lab/postgres/node.js';
import type { Stage } from '../support/stage.js';

/** How long a client that was refused waits before it tries the other node, ms. */
const retryMs = 2;

/** A client writes a row no sooner than this after the one before: two write about 700 a second, ms. */
const everyMs = 1000 / 350;

const clientOptions = { application_name: 'writer' };

/** Clients that write one row after the other, to whichever of two nodes takes it. */
export class Writer {
  readonly #nodes: readonly LabNode[];
  readonly #ended = new AbortController();
  /** When each node acknowledged its first write since it was asked for last, and its last one. */
  readonly #seen = new Map<string, { first: number; last: number }>();
  #running: Promise<unknown> = Promise.resolve();

  private constructor(nodes: readonly LabNode[]) {
    this.#nodes = nodes;
  }

  /** @param clients how many write at the same time */
  static async start(stage: Stage, nodes: readonly LabNode[], clients: number): Promise<Writer> {
    const writer = new Writer(nodes);
    await nodes[0]?.sql('CREATE TABLE IF NOT EXISTS written (at timestamptz NOT NULL)');
    writer.#running = Promise.all(Array.from({ length: clients }, () => writer.#write()));
    return stage.keep('writing clients', writer, () => writer.#stop());
  }

  /** Forgets what was acknowledged: from now on it is noted anew. */
  reset(): void {
    this.#seen.clear();
  }

  hasWritten(node: string): boolean {
    return this.#seen.has(node);
  }

  /** From the last acknowledged write on one node to the first on the other, ms. */
  downtimeMs(from: string, to: string): number {
    const last = this.#seen.get(from)?.last;
    const first = this.#seen.get(to)?.first;
    if (last === undefined || first === undefined) throw new Error('a node took no write');
    return first - last;
  }

  async #stop(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #write(): Promise<void> {
    const { signal } = this.#ended;
    const sessions = new Map<string, pg.Client>();
    const drop = (name: string): void => {
      sessions.get(name)?.connection.stream.destroy();
      sessions.delete(name);
    };
    const dropAll = (): void => {
      for (const name of [...sessions.keys()]) drop(name);
    };
    signal.addEventListener('abort', dropAll);
    let dueAt = performance.now();
    for (let at = 0; !signal.aborted;) {
      const node = this.#nodes[at % this.#nodes.length];
      if (node === undefined) return;
      try {
        const session = sessions.get(node.name) ?? (await node.client(clientOptions));
        sessions.set(node.name, session);
        await session.query('INSERT INTO written VALUES (clock_timestamp())');
        const now = this.#acknowledged(node.name);
        dueAt = Math.max(now, dueAt + everyMs);
        await sleep(dueAt - now);
      } catch (error) {
        // A standby refuses the write and keeps the session: it is asked again, as by a pool.
        if (!isReadOnly(error)) drop(node.name);
        at += 1;
        await sleep(retryMs);
      }
    }
    dropAll();
  }

  #acknowledged(node: string): number {
    const now = performance.now();
    const seen = this.#seen.get(node);
    if (seen === undefined) this.#seen.set(node, { first: now, last: now });
    else seen.last = now;
    return now;
  }
}

/** What a standby answers to a write (25006, read_only_sql_transaction). */
function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '25006';
}
