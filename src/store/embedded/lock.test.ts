import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withDirectoryLock } from './lock.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('withDirectoryLock', () => {
  it('lets one at a time do its work', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    const all = [1, 2, 3, 4].map(() => withDirectoryLock(directory, 10_000, work));
    await Promise.all(all);
    expect(most).toBe(1);
  });

  it('gives up after a while, and says so', async () => {
    await withDirectoryLock(directory, 1_000, async () => {
      await expect(withDirectoryLock(directory, 60, () => Promise.resolve())).rejects.toMatchObject(
        { code: 'locked' },
      );
    });
  });

  it('is given back when the work fails', async () => {
    const failing = withDirectoryLock(directory, 1_000, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await withDirectoryLock(directory, 1_000, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('does not keep another directory waiting', async () => {
    const other = await mkdtemp(join(tmpdir(), 'lock-'));
    await withDirectoryLock(directory, 1_000, () =>
      withDirectoryLock(other, 60, () => Promise.resolve()),
    );
    await rm(other, { recursive: true });
  });
});
