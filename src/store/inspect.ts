import type pg from 'pg';
import type { StoreConnection } from './connection.js';
import { pendingMigrations, readApplied } from './migrate.js';
import { readMigrations } from './migration-files.js';
import type { Holder } from './ownership.js';
import { checkServer } from './server-check.js';
import { visit } from './visit.js';

/** What a store looks like from outside, without owning or changing it. */
export interface StoreInspection {
  /** `server_version_num`. */
  readonly versionNum: number;
  /** Null where the role may not read it. */
  readonly systemIdentifier: string | null;
  /** Names of the migrations that the next start would run. */
  readonly pendingMigrations: readonly string[];
  /** True if the role may make the schema, or it is there already. */
  readonly mayCreateSchema: boolean;
  /** The pgrepl that has the store open, as it calls itself; null if none has. */
  readonly owner: string | null;
}

/**
 * Looks at a store for `check`; rejects with a `StoreError` that says what is wrong. An embedded
 * server that nobody else uses is stopped again.
 */
export async function inspectStore(
  connection: StoreConnection,
  interrupted?: AbortSignal,
): Promise<StoreInspection> {
  const look = async (client: pg.ClientBase, owner: Holder | null): Promise<StoreInspection> => {
    const server = await checkServer(client, connection.where);
    const pending = pendingMigrations(await readMigrations(), await readApplied(client));
    const { rows } = await client.query<{ may: boolean }>(
      `select to_regnamespace('pgrepl') is not null
              or has_database_privilege(current_database(), 'CREATE') as may`,
    );
    return {
      ...server,
      pendingMigrations: pending.map(({ name }) => name),
      mayCreateSchema: rows[0]?.may === true,
      owner: owner?.owner ?? null,
    };
  };
  return visit(connection, 'pgrepl check', look, interrupted);
}
