import pgpass from 'pgpass';
import type { NodeConnectionOptions } from './connection-options.js';
import { FailureError } from './failure.js';

/** The password of libpq's password file for this server; called only when the server asks for one. */
export async function passwordFromFile(
  server: Pick<NodeConnectionOptions, 'host' | 'port' | 'database' | 'user'>,
): Promise<string> {
  const found = await new Promise<string | undefined>((resolve) => {
    // libpq writes "localhost" for Unix-domain sockets.
    const host = server.host.startsWith('/') ? 'localhost' : server.host;
    pgpass({ ...server, host }, resolve);
  });
  if (found !== undefined) return found;
  throw new FailureError(
    'authentication',
    'The server asks for a password; none is configured, and the password file has none for it.',
  );
}

/**
 * Wraps a function that provides the password, so that its failure has a name. What it says itself
 * is left out: nobody knows what a secret store writes into its errors.
 */
export function guardedPassword(provide: () => string | Promise<string>): () => Promise<string> {
  return async () => {
    try {
      return await provide();
    } catch {
      throw new FailureError('authentication', 'The password could not be fetched.');
    }
  };
}
