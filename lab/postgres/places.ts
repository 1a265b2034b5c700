import { access, chmod, chown, constants, lstat, mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstImpassable } from '../../src/store/embedded/reach.js';
import { findServerUser, type ServerUser } from '../../src/store/embedded/run-as.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));

let user: Promise<ServerUser> | undefined;
let cache: Promise<string> | undefined;

/** Whom the lab's servers run as. */
export function labUser(): Promise<ServerUser> {
  user ??= findServerUser();
  return user;
}

/**
 * Where binaries and templates are kept between runs: `.cache/postgres` in the repository, or a
 * directory of ours among the temporary files if the servers' user cannot reach the repository.
 */
export function labCache(): Promise<string> {
  cache ??= findCache();
  return cache;
}

async function findCache(): Promise<string> {
  const preferred = join(repository, '.cache', 'postgres');
  if (await isUsable(preferred)) return preferred;
  const fallback = join(await realpath(tmpdir()), `pgrepl-lab-cache-${process.getuid?.() ?? 0}`);
  await mkdir(fallback, { recursive: true, mode: 0o755 });
  const { uid, mode } = await lstat(fallback);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new Error(`${fallback} is not ours alone: remove it, and run this again`);
  }
  return fallback;
}

async function isUsable(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch {
    return false; // a clone that belongs to somebody else
  }
  return (await firstImpassable(join(directory, 'any'), await labUser())) === undefined;
}

/** A new directory among the temporary files that the servers' user owns and may write to. */
export async function makeRunDirectory(prefix: string): Promise<string> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), prefix));
  await chmod(directory, 0o755);
  await giveToServerUser(directory);
  return directory;
}

/** Makes the servers' user the owner of one file or directory. */
export async function giveToServerUser(path: string): Promise<void> {
  const { ids } = await labUser();
  if (ids !== undefined) await chown(path, ids.uid, ids.gid);
}
