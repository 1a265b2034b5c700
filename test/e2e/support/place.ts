import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endServerOf } from '../../../lab/postgres/end.js';
import { makeRunDirectory } from '../../../lab/postgres/places.js';
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
  /** Ends an embedded server that was left running, and removes everything. */
  readonly remove: () => Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const directory = await makeRunDirectory('pgrepl-e2e-');
  const storeDirectory = join(directory, 'store');
  const data = join(storeDirectory, 'data');
  const storePid = async (): Promise<number | undefined> => {
    const postmaster = await findPostmaster(data);
    return postmaster?.identity === 'this_server' ? postmaster.pid : undefined;
  };
  return {
    directory,
    storeDirectory,
    storePid,
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
