import pg from 'pg';
import { connectError, StoreError } from './errors.js';

/** How long the store may take before it counts as not answering. */
export interface StoreTimeouts {
  /** From the first packet to a session that is ready, ms. */
  readonly connectMs: number;
  /** For one statement, ms. */
  readonly queryMs: number;
}

export const defaultTimeouts: StoreTimeouts = { connectMs: 3_000, queryMs: 3_000 };

const { INT8, TIMESTAMPTZ } = pg.types.builtins;
type TypeId = Parameters<typeof pg.types.getTypeParser>[0];

/** `timestamptz` and `bigint` as numbers, for these sessions only: `pg`'s own table stays as it is. */
const storeTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: TypeId, format?: 'text' | 'binary'): unknown => {
    if (format !== 'binary' && oid === INT8) return safeInteger;
    if (format !== 'binary' && oid === TIMESTAMPTZ) return epochMs;
    return pg.types.getTypeParser(oid, format);
  },
};

const parseTimestamp = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => unknown;

/** A `bigint` as a number; one that a number cannot hold exactly is an error, never rounded. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new StoreError(
    'schema',
    `The store holds a number beyond what pgrepl counts with: ${text}`,
  );
}

/** A `timestamptz` as milliseconds since the epoch. */
function epochMs(text: string): number {
  const value = parseTimestamp(text);
  return value instanceof Date ? value.getTime() : Number(value);
}

/**
 * The client's side of the time-outs is a little longer than the server's (which `setUp` sets), so
 * that a living server gets to say why.
 */
export function clientConfig(
  target: pg.ClientConfig,
  applicationName: string,
  timeouts: StoreTimeouts,
): pg.ClientConfig {
  return {
    ...target,
    application_name: applicationName,
    connectionTimeoutMillis: timeouts.connectMs,
    query_timeout: timeouts.queryMs + 500,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    types: storeTypes,
  };
}

/**
 * Settings of every session, whatever the server, the database or the role set for themselves: a
 * commit that pgrepl was told of survives a crash, a session whose other end is gone lets go of
 * its locks soon, and nothing in somebody's `search_path` can stand in for a built-in function.
 */
export async function setUp(client: pg.ClientBase, timeouts: StoreTimeouts): Promise<void> {
  await client.query(
    [
      `set statement_timeout = ${timeouts.queryMs}`,
      `set lock_timeout = ${Math.max(1, Math.floor(timeouts.queryMs * 0.8))}`,
      'set idle_in_transaction_session_timeout = 10000',
      'set tcp_keepalives_idle = 5',
      'set tcp_keepalives_interval = 2',
      'set tcp_keepalives_count = 3',
      'set search_path = pg_catalog',
      "set timezone = 'UTC'",
      "set datestyle = 'ISO'",
      'set default_transaction_read_only = off',
      // Not known to every version: the lock's session is idle most of the time, and may be.
      "select set_config(name, '0', false) from pg_settings where name in ('idle_session_timeout', 'transaction_timeout')",
      "select set_config('synchronous_commit', 'local', false) where current_setting('synchronous_commit') = 'off'",
    ].join('; '),
  );
}

/** Opens one session outside any pool, set up and ready; rejects with a `StoreError`. */
export async function openSession(
  config: pg.ClientConfig,
  timeouts: StoreTimeouts,
  where: string,
): Promise<pg.Client> {
  const client = new pg.Client(config);
  // Without a listener, a connection that breaks between two statements would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await setUp(client, timeouts);
    return client;
  } catch (error) {
    discard(client);
    throw connectError(error, where);
  }
}

/** Ends a session at once, without a word to a server that may not be listening. */
export function discard(client: pg.Client): void {
  client.connection.stream.destroy();
}

/** Says goodbye to the server, but does not wait for one that does not answer. */
export async function endSession(client: pg.Client, deadlineMs: number): Promise<void> {
  const timer = setTimeout(() => {
    discard(client);
  }, deadlineMs);
  try {
    await client.end();
  } finally {
    clearTimeout(timer);
  }
}
