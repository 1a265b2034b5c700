import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findServerUser, parsePasswd, spawnIdentity } from './run-as.js';

const linux = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash',
];
const mac = [
  '# Note that this file is consulted directly only when the system is running in single-user mode.',
  'nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false',
  '_postgres:*:216:216:PostgreSQL Server:/var/empty:/usr/bin/false',
];

async function userOf(lines: readonly string[]): Promise<unknown> {
  const directory = await mkdtemp(join(tmpdir(), 'passwd-'));
  try {
    await writeFile(join(directory, 'passwd'), `${lines.join('\n')}\n`);
    return await findServerUser(join(directory, 'passwd'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('parsePasswd', () => {
  it('reads ids, negative ones as the system means them', () => {
    const users = parsePasswd([...mac, 'broken', ':x:1:1::', 'half:x:7', ''].join('\n'));
    expect([...users.keys()]).toEqual(['nobody', '_postgres']);
    expect(users.get('nobody')).toEqual({ uid: 4_294_967_294, gid: 4_294_967_294 });
  });
});

describe('spawnIdentity', () => {
  it('is empty for ourselves', () => {
    expect(spawnIdentity({ name: 'me' })).toEqual({});
  });

  it('gives ids as Node.js takes them', () => {
    const ids = { uid: 4_294_967_294, gid: 216 };
    expect(spawnIdentity({ name: 'nobody', ids })).toEqual({ uid: -2, gid: 216 });
  });
});

describe.runIf(process.getuid?.() === 0)('findServerUser, as root', () => {
  it('takes postgres, then _postgres, then nobody', async () => {
    expect(await userOf(linux)).toMatchObject({ name: 'postgres', ids: { uid: 101, gid: 104 } });
    expect(await userOf(mac)).toMatchObject({ name: '_postgres' });
    expect(await userOf(linux.slice(0, 2))).toMatchObject({ name: 'nobody' });
  });

  it('says what to do when there is nobody', async () => {
    await expect(userOf(linux.slice(0, 1))).rejects.toMatchObject({
      code: 'no_server_user',
      message: expect.stringContaining('useradd') as string,
    });
  });

  it('never takes a user that is root under another name', async () => {
    await expect(userOf(['postgres:x:0:0::/:/bin/sh'])).rejects.toMatchObject({
      code: 'no_server_user',
    });
  });
});

describe.runIf(process.getuid?.() !== 0)('findServerUser, as an ordinary user', () => {
  it('is ourselves, whoever else there is', async () => {
    expect(await userOf(linux)).not.toHaveProperty('ids');
  });
});
