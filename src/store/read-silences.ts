import type pg from 'pg';
import type { Silence } from '../incidents/silences/model.js';
import type { StoreConnection } from './connection.js';
import { StoreError } from './errors.js';
import { readApplied } from './migrate.js';
import { listSilences } from './operations/list-silences.js';
import { visit } from './visit.js';

/** The migration that made room for silences. */
const sinceMigration = 8;

/**
 * Reads the silences that nobody ended beside whoever owns the store, for the command line; the time of
 * one may be over all the same. Rejects with a `StoreError`; `schema` if the store never saw a pgrepl
 * that knew silences.
 */
export async function readSilences(
  connection: StoreConnection,
  interrupted?: AbortSignal,
): Promise<readonly Silence[]> {
  const read = async (client: pg.ClientBase): Promise<readonly Silence[]> => {
    const applied = await readApplied(client);
    if (!applied.some(({ version }) => version === sinceMigration)) {
      throw new StoreError('schema', `The store at ${connection.where} holds no silences yet`);
    }
    return listSilences(client, null);
  };
  return visit(connection, 'pgrepl silences', read, interrupted);
}
