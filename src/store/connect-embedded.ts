import type { StoreConnection, StoreLog } from './connection.js';
import { EmbeddedServerError, type EmbeddedErrorCode } from './embedded/errors.js';
import { openEmbeddedServer, type EmbeddedServer } from './embedded/server.js';
import { StoreError } from './errors.js';

/** What may pass by itself, or be in order the next time. Everything else is for a person to mend. */
const passing: ReadonlySet<EmbeddedErrorCode> = new Set<EmbeddedErrorCode>([
  'locked',
  'initdb_failed',
  'start_failed',
  'timed_out',
]);

/** The private PostgreSQL in a directory: made on first use, started whenever it does not run. */
export function connectEmbedded(directory: string, log: StoreLog): StoreConnection {
  let server: EmbeddedServer | null = null;
  let opening: Promise<EmbeddedServer> | null = null;
  const closing = new AbortController();
  const open = async (): Promise<EmbeddedServer> => {
    opening = openEmbeddedServer({ directory, log, interrupted: closing.signal });
    return opening;
  };
  return {
    kind: 'embedded',
    where: directory,
    target: async (interrupted) => {
      const close = (): void => {
        closing.abort();
      };
      interrupted?.addEventListener('abort', close);
      try {
        if (server === null) server = await open();
        else await server.ensureRunning();
        return { ...server.connection };
      } catch (error) {
        throw embeddedError(error);
      } finally {
        interrupted?.removeEventListener('abort', close);
      }
    },
    close: async () => {
      closing.abort();
      // It stops what it began by itself.
      await opening?.catch(() => undefined);
      try {
        await server?.stop();
      } catch (error) {
        throw embeddedError(error);
      }
    },
  };
}

function embeddedError(error: unknown): unknown {
  if (!(error instanceof EmbeddedServerError)) return error;
  const code = passing.has(error.code) ? 'unavailable' : 'refused';
  return new StoreError(code, error.message, { cause: error });
}
