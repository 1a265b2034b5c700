import type pg from 'pg';
import type { StoreConnection } from './connection.js';
import { connectError, StoreError } from './errors.js';
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
 * server that nobody else uses is stopped again, also when it is interrupted. Rejects with a
 * `StoreError`.
 */
export async function visit<T>(
  connection: StoreConnection,
  applicationName: string,
  work: (client: pg.ClientBase, owner: Holder | null) => Promise<T>,
  interrupted?: AbortSignal,
  timeouts: StoreTimeouts = defaultTimeouts,
): Promise<T> {
  const { where } = connection;
  const target = await connection.target(interrupted);
  const config = clientConfig(target, applicationName, timeouts);
  const client = await openSession(config, timeouts, where);
  let inUse = true;
  try {
    const owner = await currentHolder(client);
    inUse = owner !== null;
    return await unless(interrupted, work(client, owner));
  } catch (error) {
    throw connectError(error, where);
  } finally {
    await endSession(client, timeouts.connectMs);
    if (!inUse) await connection.close();
  }
}

/** Rejects as soon as it is interrupted: nobody waits for the result of the work any more. */
async function unless<T>(interrupted: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (interrupted === undefined) return work;
  let interrupt: (() => void) | undefined;
  const interruption = new Promise<never>((_, reject) => {
    interrupt = () => {
      reject(new StoreError('unavailable', 'The look at the store was interrupted'));
    };
    if (interrupted.aborted) interrupt();
    interrupted.addEventListener('abort', interrupt);
  });
  try {
    return await Promise.race([work, interruption]);
  } finally {
    if (interrupt !== undefined) interrupted.removeEventListener('abort', interrupt);
  }
}
