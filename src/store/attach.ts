import pg from 'pg';
import type { StoreConnection } from './connection.js';
import { connectError, errorCode, StoreError } from './errors.js';
import { migrate } from './migrate.js';
import type { Migration } from './migration-files.js';
import * as ownership from './ownership.js';
import { checkServer, type StoreServer } from './server-check.js';
import { clientConfig, discard, endSession, openSession, type StoreTimeouts } from './session.js';
import { SessionPool } from './session-pool.js';

export interface AttachOptions {
  readonly connection: StoreConnection;
  /** This process, in words: host and process id. */
  readonly owner: string;
  /** A UUID of this process's own: what its writes are recognised by. */
  readonly token: string;
  readonly timeouts: StoreTimeouts;
  readonly migrations: readonly Migration[];
  /** How long a lock that is taken is asked for again, ms: a process that died may still hold it. */
  readonly lockPatienceMs: number;
}

/** A working way to the store: the session that holds the owner's lock, and others to work in. */
export interface Attachment {
  readonly server: StoreServer;
  readonly session: ownership.SessionId;
  readonly lock: pg.Client;
  readonly pool: SessionPool;
}

/** What came before: null on the first time. */
export interface Previous {
  readonly session: ownership.SessionId;
}

/** A migration may take its time: an index on a large table is built in one. */
const migrationTimeouts: StoreTimeouts = { connectMs: 3_000, queryMs: 120_000 };

/**
 * Connects, takes the owner's lock, brings the schema up to date and claims the store; after an
 * outage, makes sure instead that nobody else owned it meanwhile. Rejects with a `StoreError`.
 */
export async function attach(
  options: AttachOptions,
  previous: Previous | null,
): Promise<Attachment> {
  const { connection, owner, token, timeouts } = options;
  const { where } = connection;
  const target = await connection.target();
  const config = clientConfig(target, ownership.lockSessionName(owner), timeouts);
  const lock = await openSession(config, timeouts, where);
  try {
    const server = await checkServer(lock, where);
    const session = await takeLock(lock, options, previous);
    if (previous === null) {
      await bringUpToDate(target, options);
      await ownership.claimLease(lock, owner, token);
    } else if (!(await ownership.confirmLease(lock, token))) {
      throw new StoreError(
        'conflict',
        `The store at ${where} was taken over by another pgrepl, or replaced, while it could not be reached. Restart this one.`,
      );
    }
    const pool = new SessionPool(clientConfig(target, 'pgrepl', timeouts), timeouts, where);
    await probe(pool);
    return { server, session, lock, pool };
  } catch (error) {
    discard(lock);
    throw connectError(error, where);
  }
}

/** A server that has no session left for the work itself does not count as there. */
async function probe(pool: SessionPool): Promise<void> {
  try {
    pool.giveBack(await pool.take());
  } catch (error) {
    pool.destroy();
    throw error;
  }
}

async function takeLock(
  lock: pg.Client,
  { connection, lockPatienceMs }: AttachOptions,
  previous: Previous | null,
): Promise<ownership.SessionId> {
  const pauseMs = 100;
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const result = await ownership.tryLock(lock);
    if (result.kind === 'held') return result.session;
    const { holder } = result;
    if (waitedMs >= lockPatienceMs) throw ownership.takenError(connection.where, holder);
    const ours =
      holder !== null &&
      holder.pid === previous?.session.pid &&
      holder.startedAt === previous.session.startedAt;
    if (ours) await ownership.endStale(lock, holder);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function bringUpToDate(target: pg.ClientConfig, options: AttachOptions): Promise<void> {
  const { where } = options.connection;
  const config = clientConfig(target, 'pgrepl migrations', migrationTimeouts);
  const client = await openSession(config, migrationTimeouts, where);
  try {
    await migrate(client, options.migrations);
  } catch (error) {
    throw migrationError(error, where);
  } finally {
    await endSession(client, options.timeouts.connectMs);
  }
}

function migrationError(error: unknown, where: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  if (code === '42501') {
    return new StoreError(
      'refused',
      `The role may not create or change the schema pgrepl in the store at ${where}: grant it CREATE on the database, or create the schema for it.`,
      { cause: error },
    );
  }
  if (error instanceof pg.DatabaseError && code !== null && /^(?:2|42)/.test(code)) {
    return new StoreError(
      'schema',
      `A migration of the store at ${where} failed: ${error.message}`,
      {
        cause: error,
      },
    );
  }
  return connectError(error, where);
}
