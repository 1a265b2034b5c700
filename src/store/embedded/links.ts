import { readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { systemCode } from './errors.js';

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the links between shared libraries that the binaries' package would make in its install
 * script, which does not run where scripts are off. Links that exist are left alone, so several
 * processes may do this at once.
 *
 * @throws the system's error (`EROFS`, `EACCES`, …) when a missing link cannot be made
 */
export async function makeLibraryLinks(packageRoot: string): Promise<void> {
  for (const { source, target } of await readLinks(packageRoot)) {
    const place = join(packageRoot, target);
    try {
      await symlink(relative(dirname(place), join(packageRoot, source)), place);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

async function readLinks(packageRoot: string): Promise<readonly LibraryLink[]> {
  let text: string;
  try {
    text = await readFile(join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []; // the Windows package needs none
    throw error;
  }
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter(isLink) : [];
}

function isLink(value: unknown): value is LibraryLink {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    'target' in value &&
    typeof value.source === 'string' &&
    typeof value.target === 'string'
  );
}
