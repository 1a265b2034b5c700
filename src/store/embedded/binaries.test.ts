import { chmod, lstat, mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPackageRoot, platformName, prepareBinaries } from './binaries.js';

const isRoot = process.getuid?.() === 0;
const stranger = { name: 'nobody', ids: { uid: 65_534, gid: 65_534 } };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'binaries-'));
  await chmod(directory, 0o755);
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Something that looks like an installed package of binaries whose install script did not run. */
async function fakePackage(name = 'linux-x64'): Promise<string> {
  const root = join(directory, name);
  await mkdir(join(root, 'native', 'bin'), { recursive: true });
  await mkdir(join(root, 'native', 'lib'));
  await mkdir(join(root, 'native', 'share', 'postgresql'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{"version":"18.4.0-beta.17"}');
  await writeFile(join(root, 'native', 'bin', 'postgres'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(join(root, 'native', 'share', 'postgresql', 'postgres.bki'), '');
  await writeFile(join(root, 'native', 'lib', 'libpq.so.5.18'), 'library');
  await writeFile(
    join(root, 'native', 'pg-symlinks.json'),
    JSON.stringify([
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    ]),
  );
  return root;
}

describe('platformName', () => {
  it.each([
    ['linux', 'x64', 'linux-x64'],
    ['darwin', 'arm64', 'darwin-arm64'],
    ['win32', 'x64', 'windows-x64'],
    ['win32', 'arm64', undefined],
    ['freebsd', 'x64', undefined],
  ])('knows %s on %s', (platform, arch, name) => {
    expect(platformName(platform, arch)).toBe(name);
  });
});

describe('findPackageRoot', () => {
  it('says what to do where there is no package', () => {
    expect(() => findPackageRoot(undefined, import.meta.url)).toThrow(
      expect.objectContaining({
        code: 'unsupported_platform',
        message: expect.stringContaining('PGREPL_STORE_URL') as string,
      }),
    );
  });

  it('says what to do where it was not installed', () => {
    expect(() => findPackageRoot('no-such-platform', import.meta.url)).toThrow(
      expect.objectContaining({
        code: 'binaries_missing',
        message: expect.stringContaining('--omit=optional') as string,
      }),
    );
  });
});

describe('prepareBinaries', () => {
  it('links the libraries in place, as often as it is asked', async () => {
    const root = await fakePackage();
    const options = { user: { name: 'me' }, cacheDirectory: join(directory, 'cache') };
    const first = await prepareBinaries(root, options);
    expect(first).toEqual({
      major: 18,
      version: '18.4',
      initdb: join(root, 'native', 'bin', 'initdb'),
      postgres: join(root, 'native', 'bin', 'postgres'),
    });
    expect(await readlink(join(root, 'native', 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    expect(await prepareBinaries(root, options)).toEqual(first);
    expect(await readdir(directory)).toEqual(['linux-x64']);
  });

  it('says so when there is no package', async () => {
    const options = { user: { name: 'me' }, cacheDirectory: directory };
    await expect(prepareBinaries(join(directory, 'nothing'), options)).rejects.toMatchObject({
      code: 'binaries_missing',
    });
  });

  it.runIf(isRoot)('copies them once to where another user can run them', async () => {
    const root = await fakePackage(join('private', 'linux-x64'));
    await chmod(join(directory, 'private'), 0o700);
    await chmod(join(root, 'native', 'bin', 'postgres'), 0o700);
    const options = { user: stranger, cacheDirectory: join(directory, 'cache') };
    const all = await Promise.all([1, 2, 3].map(() => prepareBinaries(root, options)));
    const copy = join(directory, 'cache', 'linux-x64-18.4.0-beta.17');
    expect(new Set(all.map(({ postgres }) => postgres))).toEqual(
      new Set([join(copy, 'native', 'bin', 'postgres')]),
    );
    expect(await readdir(join(directory, 'cache'))).toEqual(['linux-x64-18.4.0-beta.17']);
    expect((await lstat(join(copy, 'native', 'bin', 'postgres'))).mode & 0o777).toBe(0o755);
    expect(await readlink(join(copy, 'native', 'lib', 'libpq.so'))).toBe('libpq.so.5.18');
  });

  it.runIf(isRoot)('says so when the copy would be out of reach as well', async () => {
    const root = await fakePackage(join('private', 'linux-x64'));
    await chmod(join(directory, 'private'), 0o700);
    const options = { user: stranger, cacheDirectory: join(directory, 'private', 'cache') };
    await expect(prepareBinaries(root, options)).rejects.toMatchObject({
      code: 'cache_unusable',
      message: expect.stringContaining(join(directory, 'private')) as string,
    });
  });

  it.skipIf(isRoot)('copies them out of a tree that is read-only', async () => {
    const root = await fakePackage();
    await chmod(join(root, 'native', 'lib'), 0o555);
    const options = { user: { name: 'me' }, cacheDirectory: join(directory, 'cache') };
    try {
      const { postgres } = await prepareBinaries(root, options);
      expect(postgres.startsWith(join(directory, 'cache'))).toBe(true);
    } finally {
      await chmod(join(root, 'native', 'lib'), 0o755);
    }
  });
});
