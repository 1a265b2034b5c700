import type pg from 'pg';
import { StoreError } from './errors.js';
import type { Migration } from './migration-files.js';
import { migrationLock } from './ownership.js';

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Brings the schema `pgrepl` to the state that this pgrepl works with: what is missing is run in
 * order, each in a transaction of its own, under an advisory lock. Returns the names of those it
 * ran. Rejects with a `StoreError` `schema`, having changed nothing, if an applied migration is not
 * the one shipped, or if the store was made by a newer pgrepl.
 *
 * The session must be one whose time-outs let a migration take its time.
 */
export async function migrate(
  client: pg.ClientBase,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const { space, key } = migrationLock;
  await client.query('select pg_advisory_lock($1, $2)', [space, key]);
  try {
    await prepare(client);
    const pending = pendingMigrations(migrations, await readApplied(client));
    for (const migration of pending) await run(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    // If this fails the session is gone, and its locks with it.
    await client.query('select pg_advisory_unlock($1, $2)', [space, key]).catch(() => undefined);
  }
}

/** What is still to be run, after holding what was run against what is shipped. */
export function pendingMigrations(
  shipped: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] {
  for (const { version, name, checksum } of applied) {
    const ours = shipped.find((migration) => migration.version === version);
    if (ours === undefined) {
      throw new StoreError(
        'schema',
        `The store was made by a newer pgrepl: its schema is at ${name}, this one knows ${shipped.length} migrations. Run that pgrepl, or a newer one.`,
      );
    }
    if (ours.checksum !== checksum) {
      throw new StoreError(
        'schema',
        `Migration ${name} was applied to this store with another text than the one shipped as ${ours.name}. An applied migration must not change; restore the file, or use the pgrepl that made this store.`,
      );
    }
  }
  const known = new Set(applied.map(({ version }) => version));
  return shipped.filter(({ version }) => !known.has(version));
}

/** The migrations that a store has seen; none if it has never seen pgrepl. */
export async function readApplied(client: pg.ClientBase): Promise<readonly Applied[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass('pgrepl.migrations') is not null as there",
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<{ version: number; name: string; checksum: string }>(
    'select version, name, checksum from pgrepl.migrations order by version',
  );
  return rows;
}

async function prepare(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regnamespace('pgrepl') is not null as there",
  );
  // Asked first, as CREATE SCHEMA IF NOT EXISTS wants the privilege even where it has nothing to do.
  if (rows[0]?.there !== true) await client.query('create schema pgrepl');
  await client.query(
    `create table if not exists pgrepl.migrations (
       version integer primary key,
       name text not null,
       checksum text not null,
       applied_at timestamptz not null default now()
     )`,
  );
}

async function run(
  client: pg.ClientBase,
  { version, name, sql, checksum }: Migration,
): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(
      'insert into pgrepl.migrations (version, name, checksum) values ($1, $2, $3)',
      [version, name, checksum],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
