import { join } from 'node:path';
import type { Incident } from '../incidents/model.js';
import { resolveStore, type StoreLocation } from './connect.js';
import { findPostmaster } from './embedded/postmaster-file.js';
import { connectError, StoreError } from './errors.js';
import { listIncidents } from './operations/list-incidents.js';
import { clientConfig, defaultTimeouts, endSession, openSession } from './session.js';

export type OpenIncidentsResult =
  | { readonly kind: 'read'; readonly incidents: readonly Incident[] }
  /** The embedded store does not run now, and is not started for a look. */
  | { readonly kind: 'not-running' }
  | { readonly kind: 'failed'; readonly message: string };

const most = 200;
const quiet = { info: (): void => undefined, warn: (): void => undefined };

/** Reads the open incidents beside whoever owns the store; starts, changes and stops nothing. */
export async function readOpenIncidents(location: StoreLocation): Promise<OpenIncidentsResult> {
  try {
    if (location.kind === 'embedded') {
      const running = await findPostmaster(join(location.directory, 'data'));
      if (running?.identity !== 'this_server') return { kind: 'not-running' };
    }
    return { kind: 'read', incidents: await read(location) };
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'failed', message: error.message };
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message };
  }
}

async function read(location: StoreLocation): Promise<readonly Incident[]> {
  const connection = resolveStore(location, quiet);
  const { where } = connection;
  const config = clientConfig(await connection.target(), 'pgrepl status', defaultTimeouts);
  const client = await openSession(config, defaultTimeouts, where);
  try {
    return await listIncidents(client, { state: 'open', limit: most });
  } catch (error) {
    throw connectError(error, where);
  } finally {
    await endSession(client, defaultTimeouts.connectMs);
  }
}
