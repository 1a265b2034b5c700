import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { endServerOf } from '../../../lab/postgres/end.js';
import { makeRunDirectory } from '../../../lab/postgres/places.js';
import { readAudit, resolveStore, type AuditEntry } from '../../../src/store/index.js';
import { openEmbeddedServer } from '../../../src/store/embedded/server.js';
import { findPostmaster } from '../../../src/store/embedded/postmaster-file.js';

/** A directory for one pgrepl: its configuration, and its embedded store below `store`. */
export interface Place {
  readonly directory: string;
  /** As the default configuration has it. */
  readonly storeDirectory: string;
  /** The process number of the embedded server's postmaster; undefined while none runs. */
  readonly storePid: () => Promise<number | undefined>;
  /** Kills the embedded server as the system would. */
  readonly killStore: () => Promise<void>;
  /** Asks the embedded store, past pgrepl; it is started for that if it does not run. */
  readonly sql: <T extends Record<string, unknown>>(text: string) => Promise<T[]>;
  /** The whole audit log, oldest first. */
  readonly audit: () => Promise<readonly AuditEntry[]>;
  /** What is on record of the incidents of `orders`, in order. */
  readonly record: () => Promise<Recorded>;
  /** Ends an embedded server that was left running, and removes everything. */
  readonly remove: () => Promise<void>;
}

export interface Recorded {
  readonly incidents: readonly {
    readonly number: number;
    readonly state: string;
    readonly reopened: number;
  }[];
  /** The kinds of all entries. */
  readonly timeline: readonly string[];
}

const quiet = { info: (): void => undefined, warn: (): void => undefined };

export async function makePlace(): Promise<Place> {
  const directory = await makeRunDirectory('pgrepl-e2e-');
  const storeDirectory = join(directory, 'store');
  const data = join(storeDirectory, 'data');
  const storePid = async (): Promise<number | undefined> => {
    const postmaster = await findPostmaster(data);
    return postmaster?.identity === 'this_server' ? postmaster.pid : undefined;
  };
  const sql = async <T extends Record<string, unknown>>(text: string): Promise<T[]> => {
    const { connection } = await openEmbeddedServer({ directory: storeDirectory, log: quiet });
    const client = new pg.Client({ ...connection });
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    directory,
    storeDirectory,
    storePid,
    sql,
    audit: async () => {
      const location = { kind: 'embedded', directory: storeDirectory } as const;
      return readAudit(resolveStore(location, quiet), async (log) => {
        const entries: AuditEntry[] = [];
        for await (const entry of log.entries()) entries.push(entry);
        return entries;
      });
    },
    record: async () => ({
      incidents: await sql<Recorded['incidents'][number]>(
        `SELECT number::int, state, reopened FROM pgrepl.incidents
          WHERE cluster = 'orders' ORDER BY number`,
      ),
      timeline: (
        await sql<{
          kind: string;
        }>(`SELECT t.kind FROM pgrepl.timeline_entries t JOIN pgrepl.incidents i ON i.id = t.incident_id
            WHERE i.cluster = 'orders' ORDER BY t.seq`)
      ).map(({ kind }) => kind),
    }),
    killStore: async () => {
      const pid = await storePid();
      if (pid === undefined) throw new Error('no embedded server runs');
      process.kill(pid, 'SIGKILL');
    },
    remove: async () => {
      await endServerOf(data);
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}
