import { spawn } from 'node:child_process';
import { access, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** What `npm run build` makes and `pgrepl` is started from. */
export const mainFile = join(repository, 'dist', 'main.js');

/** What became of a build. */
export type Built = 'built' | 'up_to_date' | 'left_alone';

/**
 * Compiles pgrepl as `npm run build` does, but without checking types, which makes no difference to
 * what comes out and takes most of the time. Does nothing if the output is newer than every source.
 *
 * @throws if the compiler fails, with what it said
 */
export async function buildPgrepl(signal: AbortSignal): Promise<Built> {
  if (await isUpToDate()) return 'up_to_date';
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = join(repository, 'tsconfig.build.json');
  const child = spawn(process.execPath, [compiler, '-p', project, '--noCheck'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`pgrepl could not be built:\n${said.trim()}`);
  return 'built';
}

/** For `--no-build`: @throws if there is nothing to start */
export async function expectBuilt(): Promise<Built> {
  try {
    await access(mainFile);
    return 'left_alone';
  } catch {
    throw new Error('There is no dist/main.js: run this without --no-build, or `npm run build`.');
  }
}

async function isUpToDate(): Promise<boolean> {
  const made = await changedAt(mainFile);
  if (made === undefined) return false;
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  const sources = await readdir(join(repository, 'src'), { recursive: true });
  const files = [...settings, ...sources.map((file) => join('src', file))];
  const times = await Promise.all(files.map((file) => changedAt(join(repository, file))));
  return times.every((time) => time === undefined || time < made);
}

/** When a file was last changed, ms since the epoch; undefined if it does not exist. */
async function changedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}
