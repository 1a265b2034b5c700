import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedServerError, systemCode } from './errors.js';
import { makeLibraryLinks } from './links.js';
import { firstImpassable } from './reach.js';
import type { ServerUser } from './run-as.js';

/**
 * Copies a package of binaries once to where another user can run it, and returns the copy's root.
 * The copy appears under its name in one step, so that several processes may do this at once and a
 * half-made copy is never used.
 *
 * @throws EmbeddedServerError `cache_unusable`
 */
export async function copyForUser(
  packageRoot: string,
  name: string,
  options: { readonly user: ServerUser; readonly cacheDirectory: string },
): Promise<string> {
  const { user, cacheDirectory } = options;
  const place = join(cacheDirectory, name);
  let temporary: string | undefined;
  try {
    await mkdir(cacheDirectory, { recursive: true });
    const impassable = await firstImpassable(place, user);
    if (impassable !== undefined) throw unreachable(impassable, user);
    if (await exists(place)) return place;
    temporary = await mkdtemp(join(cacheDirectory, `.${name}-`));
    await cp(join(packageRoot, 'native'), join(temporary, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await openToAll(temporary); // first: the copy of a read-only directory is read-only
    await makeLibraryLinks(temporary);
    await rename(temporary, place);
    return place;
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    if (['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(systemCode(error) ?? '')) {
      if (await exists(place)) return place; // another process was faster
    }
    if (error instanceof EmbeddedServerError) throw error;
    throw new EmbeddedServerError(
      'cache_unusable',
      `PostgreSQL's binaries in ${packageRoot} cannot be used in place by the user ${user.name}, ` +
        `and could not be copied to ${cacheDirectory}.`,
      { cause: error },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Nothing in the binaries is secret, but an install with a narrow umask makes them look so. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) {
      const { mode } = await lstat(path);
      await chmod(path, (mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}

function unreachable(directory: string, user: ServerUser): EmbeddedServerError {
  return new EmbeddedServerError(
    'cache_unusable',
    `The user ${user.name}, whom PostgreSQL runs as, cannot pass through ${directory}. ` +
      'Use another directory, or start pgrepl as an ordinary user.',
  );
}
