import type pg from 'pg';
import type { StoreConnection } from './connection.js';
import { connectError } from './errors.js';
import { currentHolder, type Holder } from './ownership.js';
import {
  clientConfig,
  defaultTimeouts,
  endSession,
  openSession,
  type StoreTimeouts,
} from './session.js';

/**
 * Works on a session of its own beside whoever owns the store, without taking the lock. An embedded
 * server that nobody else uses is stopped again. Rejects with a `StoreError`.
 */
export async function visit<T>(
  connection: StoreConnection,
  applicationName: string,
  work: (client: pg.ClientBase, owner: Holder | null) => Promise<T>,
  timeouts: StoreTimeouts = defaultTimeouts,
): Promise<T> {
  const { where } = connection;
  const config = clientConfig(await connection.target(), applicationName, timeouts);
  const client = await openSession(config, timeouts, where);
  let inUse = true;
  try {
    const owner = await currentHolder(client);
    inUse = owner !== null;
    return await work(client, owner);
  } catch (error) {
    throw connectError(error, where);
  } finally {
    await endSession(client, timeouts.connectMs);
    if (!inUse) await connection.close();
  }
}
