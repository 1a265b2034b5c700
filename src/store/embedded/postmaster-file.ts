import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './errors.js';
import { identify, type ProcessIdentity } from './processes.js';

/** What a running PostgreSQL server says in its `postmaster.pid`, line by line. */
export interface PostmasterFile {
  readonly pid: number;
  /** Seconds since the Unix epoch when the server started, as it says. */
  readonly startedAtSeconds: number | undefined;
  readonly port: number | undefined;
  /** The first socket directory; undefined if it has none. */
  readonly socketDirectory: string | undefined;
  /** The first address it listens on; undefined if none. */
  readonly listenAddress: string | undefined;
  /** The id of its System V shared memory segment; undefined until it has one. */
  readonly sharedMemoryId: number | undefined;
  /** Line 8 (10 and newer): `starting`, `stopping`, `ready` or `standby`. */
  readonly status: string | undefined;
}

/** A running server of a data directory. */
export interface RunningPostmaster extends PostmasterFile {
  readonly identity: ProcessIdentity;
}

/** The contents of `postmaster.pid`, or undefined if there is none (or it has just been begun). */
export async function readPostmasterFile(
  dataDirectory: string,
): Promise<PostmasterFile | undefined> {
  try {
    return parsePostmasterFile(await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** {@link readPostmasterFile}, and who the process behind its number really is. */
export async function findPostmaster(
  dataDirectory: string,
): Promise<RunningPostmaster | undefined> {
  const file = await readPostmasterFile(dataDirectory);
  if (file === undefined) return undefined;
  return { ...file, identity: await identify(file.pid, dataDirectory) };
}

/** Undefined unless the text begins with a process number. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  // A standalone backend (`postgres --single`) writes its number negated.
  const pid = Math.abs(integer(lines[0]) ?? 0);
  if (pid === 0) return undefined;
  return {
    pid,
    startedAtSeconds: integer(lines[2]),
    port: integer(lines[3]),
    socketDirectory: word(lines[4]),
    listenAddress: word(lines[5]),
    sharedMemoryId: integer(lines[6]?.split(/\s+/)[1]),
    status: word(lines[7]),
  };
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function word(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
