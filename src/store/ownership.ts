import type pg from 'pg';
import { StoreError } from './errors.js';

/** First key of pgrepl's advisory locks: `pgre` in ASCII. The second says which lock. */
const lockSpace = 0x70677265;
const ownerKey = 1;
/** Taken while migrations run. */
export const migrationLock = { space: lockSpace, key: 2 } as const;

/** A session as the server knows it; the start tells apart two that had the same process id. */
export interface SessionId {
  readonly pid: number;
  /** As the server prints it, to the microsecond. */
  readonly startedAt: string;
}

/** Who holds the store. */
export interface Holder extends SessionId {
  /** What the holder called itself, usually host and process id. */
  readonly owner: string;
  readonly clientAddress: string | null;
}

const namePrefix = 'pgrepl ';

/** The `application_name` of the session that holds the lock: at most 63 printable ASCII bytes. */
export function lockSessionName(owner: string): string {
  return `${namePrefix}${owner}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 63);
}

/** Takes the single-owner lock if it is free; it lasts as long as the session. */
export async function tryLock(
  client: pg.ClientBase,
): Promise<
  | { readonly kind: 'held'; readonly session: SessionId }
  | { readonly kind: 'taken'; readonly holder: Holder | null }
> {
  const { rows } = await client.query<{ held: boolean; pid: number; started_at: string | null }>(
    `select pg_try_advisory_lock($1, $2) as held, pg_backend_pid() as pid,
            (select backend_start::text from pg_stat_activity where pid = pg_backend_pid()) as started_at`,
    [lockSpace, ownerKey],
  );
  const [row] = rows;
  if (row?.held === true) {
    return { kind: 'held', session: { pid: row.pid, startedAt: row.started_at ?? '' } };
  }
  return { kind: 'taken', holder: await currentHolder(client) };
}

/** Who holds the single-owner lock now; null if nobody does. */
export async function currentHolder(client: pg.ClientBase): Promise<Holder | null> {
  const { rows } = await client.query<{
    pid: number;
    started_at: string | null;
    name: string | null;
    address: string | null;
  }>(
    `select l.pid, a.backend_start::text as started_at, a.application_name as name,
            host(a.client_addr) as address
       from pg_locks l left join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
        and l.classid = $1::bigint::oid and l.objid = $2::bigint::oid and l.objsubid = 2`,
    [lockSpace, ownerKey],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const name = row.name ?? '';
  return {
    pid: row.pid,
    startedAt: row.started_at ?? '',
    owner: name.startsWith(namePrefix) ? name.slice(namePrefix.length) : name,
    clientAddress: row.address,
  };
}

/** Ends a session of our own that the server still believes in after we lost it. */
export async function endStale(client: pg.ClientBase, stale: SessionId): Promise<void> {
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start::text = $2',
    [stale.pid, stale.startedAt],
  );
}

/** The refusal that names the other owner. */
export function takenError(where: string, holder: Holder | null): StoreError {
  const who =
    holder === null
      ? 'another pgrepl'
      : `another pgrepl: ${holder.owner}, since ${holder.startedAt}` +
        ` (session ${holder.pid}${holder.clientAddress === null ? '' : ` from ${holder.clientAddress}`})`;
  return new StoreError(
    'conflict',
    `The store at ${where} is in use by ${who}. Stop that one first, or give this one a store of its own.`,
  );
}

const leaseName = 'store';

/** Writes down who owns the store from now on; waits for a transaction of the former owner. */
export async function claimLease(
  client: pg.ClientBase,
  owner: string,
  token: string,
): Promise<void> {
  await client.query(
    `insert into pgrepl.leases (name, owner, token) values ($1, $2, $3)
     on conflict (name) do update
       set owner = excluded.owner, token = excluded.token, acquired_at = now()`,
    [leaseName, owner, token],
  );
}

/**
 * True if the store is still ours: nobody has claimed it since we did. It writes, so that a store
 * that can only read (disk full, standby) does not pass for one that works.
 */
export async function confirmLease(client: pg.ClientBase, token: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'update pgrepl.leases set token = token where name = $1 and token = $2',
    [leaseName, token],
  );
  return rowCount === 1;
}

/** True if the store is still ours, without writing and without waiting for who writes. */
export async function readLease(client: pg.ClientBase, token: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'select from pgrepl.leases where name = $1 and token = $2',
    [leaseName, token],
  );
  return rowCount === 1;
}

/**
 * The first statement of a transaction that writes: waits for the one before, and keeps every
 * other out until it ends. `token` is one of ours, a UUID.
 */
export const lockLease = `select token::text as token from pgrepl.leases where name = '${leaseName}' for update`;
