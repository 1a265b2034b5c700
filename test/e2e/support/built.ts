import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The program as it is installed: what `npm run build` makes. */
export const mainFile = join(repository, 'dist', 'main.js');

/**
 * Run once before all end-to-end tests: builds, if anything is newer than what was built. Types are
 * for `npm run check` to hold.
 */
export async function setup(): Promise<void> {
  const builtAt = await modifiedAt(mainFile);
  if (builtAt > (await newest(join(repository, 'src')))) return;
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck'], {
      cwd: repository,
    });
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`pgrepl does not build:\n${said}`, { cause: error });
  }
}

async function newest(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const times = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => modifiedAt(join(parentPath, name)));
  return Math.max(...(await Promise.all(times)));
}

/** Milliseconds since the Unix epoch; 0 for what is not there. */
async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}
