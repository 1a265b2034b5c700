import type pg from 'pg';
import type { Operation } from '../operations/model.js';
import type { StoreConnection } from './connection.js';
import { StoreError } from './errors.js';
import { readApplied } from './migrate.js';
import { listOperations, type OperationFilter } from './operation-records/read.js';
import { visit } from './visit.js';

/** The migration that made room for operations. */
const sinceMigration = 5;

/**
 * Reads operations beside whoever owns the store, for the command line; the newest first. Rejects
 * with a `StoreError`; `schema` if the store never saw a pgrepl that knew operations.
 */
export async function readOperations(
  connection: StoreConnection,
  filter: OperationFilter,
  interrupted?: AbortSignal,
): Promise<readonly Operation[]> {
  const read = async (client: pg.ClientBase): Promise<readonly Operation[]> => {
    const applied = await readApplied(client);
    if (!applied.some(({ version }) => version === sinceMigration)) {
      throw new StoreError('schema', `The store at ${connection.where} holds no operations yet`);
    }
    return listOperations(client, filter);
  };
  return visit(connection, 'pgrepl operations', read, interrupted);
}
