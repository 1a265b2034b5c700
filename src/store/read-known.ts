import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incident } from '../incidents/model.js';
import type { ClusterMemory } from '../incidents/record.js';
import { resolveStore, type StoreLocation } from './connect.js';
import { findPostmaster } from './embedded/postmaster-file.js';
import { connectError, messageOf } from './errors.js';
import { listClusters } from './operations/load-state.js';
import type { Silence } from '../incidents/silences/model.js';
import { listSilences } from './operations/list-silences.js';
import { listIncidents } from './operations/list-incidents.js';
import { clientConfig, defaultTimeouts, endSession, openSession } from './session.js';

/** What a pgrepl that runs, or ran, has found out. */
export interface Known {
  /** The open ones. */
  readonly incidents: readonly Incident[];
  readonly clusters: readonly ClusterMemory[];
  /** Those that have not been ended; the time of one may be over all the same. */
  readonly silences: readonly Silence[];
}

export type KnownResult =
  | ({ readonly kind: 'read' } & Known)
  /** No pgrepl has worked with this embedded store yet. */
  | { readonly kind: 'new' }
  /** The embedded store does not run now, and is not started for a look. */
  | { readonly kind: 'not-running' }
  | { readonly kind: 'failed'; readonly message: string };

const most = 200;
const quiet = { info: (): void => undefined, warn: (): void => undefined };

/** Reads what is known beside whoever owns the store; starts, changes and stops nothing. */
export async function readKnown(location: StoreLocation): Promise<KnownResult> {
  try {
    if (location.kind === 'embedded') {
      const data = join(location.directory, 'data');
      if (!(await exists(data))) return { kind: 'new' };
      const running = await findPostmaster(data);
      if (running?.identity !== 'this_server') return { kind: 'not-running' };
    }
    return { kind: 'read', ...(await read(location)) };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

async function read(location: StoreLocation): Promise<Known> {
  const connection = resolveStore(location, quiet);
  const { where } = connection;
  const config = clientConfig(await connection.target(), 'pgrepl status', defaultTimeouts);
  const client = await openSession(config, defaultTimeouts, where);
  try {
    return {
      incidents: await listIncidents(client, { state: 'open', limit: most }),
      clusters: await listClusters(client),
      silences: await listSilences(client, null),
    };
  } catch (error) {
    throw connectError(error, where);
  } finally {
    await endSession(client, defaultTimeouts.connectMs);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
