import type pg from 'pg';
import { errorCode, StoreError } from './errors.js';

/** What a server must be to hold the store. */
export interface StoreServer {
  /** `server_version_num`, for example 180004. */
  readonly versionNum: number;
  /** Null where the role may not read it. */
  readonly systemIdentifier: string | null;
}

const oldestMajor = 12;

/** Refuses a server that cannot hold the store, with what would be right. */
export async function checkServer(client: pg.ClientBase, where: string): Promise<StoreServer> {
  const { rows } = await client.query<{ version: string; standby: boolean; encoding: string }>(
    `select current_setting('server_version_num') as version, pg_is_in_recovery() as standby,
            current_setting('server_encoding') as encoding`,
  );
  const [row] = rows;
  const versionNum = Number(row?.version);
  if (row === undefined || versionNum < oldestMajor * 10_000) {
    throw new StoreError(
      'refused',
      `The store at ${where} runs PostgreSQL ${Math.floor(versionNum / 10_000)}; pgrepl needs ${oldestMajor} or newer for its store.`,
    );
  }
  if (row.standby) {
    throw new StoreError(
      'refused',
      `The store at ${where} is a standby, which cannot be written to; give the primary's address.`,
    );
  }
  if (row.encoding !== 'UTF8') {
    throw new StoreError(
      'refused',
      `The store's database at ${where} has the encoding ${row.encoding}; pgrepl needs UTF8.`,
    );
  }
  return { versionNum, systemIdentifier: await readSystemIdentifier(client) };
}

async function readSystemIdentifier(client: pg.ClientBase): Promise<string | null> {
  try {
    const { rows } = await client.query<{ id: string }>(
      'select system_identifier::text as id from pg_control_system()',
    );
    return rows[0]?.id ?? null;
  } catch (error) {
    if (errorCode(error) === '42501') return null;
    throw error;
  }
}
