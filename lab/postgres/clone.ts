import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { giveToServerUser } from './places.js';
import type { LabServer } from './server.js';
import { Untar } from './untar.js';

/**
 * Fills a data directory with a base backup of a running server, over the replication protocol as
 * `pg_basebackup` does it (`BASE_BACKUP`), with the WAL that it needs. What was there is removed.
 */
export async function cloneFrom(source: LabServer, dataDirectory: string): Promise<void> {
  await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  await mkdir(dataDirectory, { mode: 0o700 });
  await giveToServerUser(dataDirectory);

  // @types/pg does not know `replication`, which goes into the startup message.
  const config: pg.ClientConfig & { replication: string } = {
    ...source.clientConfig({ application_name: 'clone' }),
    replication: 'true',
  };
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  await client.connect();
  const untar = new Untar(dataDirectory, giveToServerUser);
  const archive = new Archive(source.major >= 15, untar);
  try {
    client.connection.on('copyData', (message: { chunk: Buffer }) => {
      archive.take(message.chunk);
    });
    await client.query(backupCommand(source.major));
    await archive.written;
  } finally {
    await client.end();
  }
  for (const leftOver of ['recovery.done', 'recovery.conf', 'standby.signal']) {
    await rm(join(dataDirectory, leftOver), { force: true });
  }
}

function backupCommand(major: number): string {
  return major >= 15
    ? "BASE_BACKUP (LABEL 'lab', CHECKPOINT 'fast', WAL true, MANIFEST 'no')"
    : "BASE_BACKUP LABEL 'lab' FAST WAL NOWAIT";
}

/**
 * The tar stream in the messages of a base backup: as it is up to 14; from 15 on each message
 * begins with what it holds: `n` a new archive, `m` the manifest, `d` data, `p` progress.
 */
class Archive {
  /** Settles when everything taken so far is in its place. */
  written: Promise<void> = Promise.resolve();
  readonly #prefixed: boolean;
  readonly #untar: Untar;
  #inManifest = false;

  constructor(prefixed: boolean, untar: Untar) {
    this.#prefixed = prefixed;
    this.#untar = untar;
    this.written.catch(() => undefined);
  }

  take(chunk: Buffer): void {
    if (!this.#prefixed) {
      this.#write(chunk);
      return;
    }
    const kind = String.fromCharCode(chunk[0] ?? 0);
    if (kind === 'n') this.#inManifest = false;
    else if (kind === 'm') this.#inManifest = true;
    else if (kind === 'd' && !this.#inManifest) this.#write(chunk.subarray(1));
  }

  #write(bytes: Buffer): void {
    const copy = Buffer.from(bytes); // the driver uses its buffer again
    this.written = this.written.then(() => this.#untar.write(copy));
    this.written.catch(() => undefined); // whoever awaits the last one gets it
  }
}
