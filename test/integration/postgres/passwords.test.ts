import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { observedState, probeOf, refusalOf } from './support.js';

const password = 'pa:ss\\word';

let cluster: LabCluster<'p'>;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pgrepl-pgpass-'));
  cluster = await startCluster({ nodes: { p: {} } });
  const primary = cluster.node('p');
  await primary.sql("SET password_encryption = 'scram-sha-256'");
  await primary.sql(`CREATE ROLE scram LOGIN PASSWORD '${password}'`);
  await primary.writeFile(
    'pg_hba.conf',
    'host all scram 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n',
  );
  await primary.reload();
});

afterAll(async () => {
  await cluster.stop();
  await rm(directory, { recursive: true });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function passwordFile(text: string): Promise<string> {
  const path = join(directory, `pgpass-${performance.now()}`);
  await writeFile(path, text);
  await chmod(path, 0o600);
  return path;
}

const escaped = password.replaceAll(/[\\:]/g, '\\$&');

describe('the password', () => {
  it('comes from the password file when none is configured', async () => {
    const { serverPort } = cluster.node('p');
    const path = await passwordFile(
      `127.0.0.1:1:*:*:other\n127.0.0.1:${serverPort}:postgres:scram:${escaped}\n`,
    );
    vi.stubEnv('PGPASSFILE', path);
    await observedState(probeOf(serverPort, { user: 'scram' }));
  });

  it('is missed when the file has no line for the server', async () => {
    vi.stubEnv('PGPASSFILE', await passwordFile(`127.0.0.1:1:*:*:${escaped}\n`));
    const refusal = await refusalOf(probeOf(cluster.node('p'), { user: 'scram' }));
    expect(refusal.reason).toBe('authentication');
    expect(refusal.detail).toContain('none is configured');
  });

  it('comes from PGPASSWORD before the file', async () => {
    vi.stubEnv('PGPASSWORD', password);
    await observedState(probeOf(cluster.node('p'), { user: 'scram' }));
  });

  it('may come from a function, asked at each connection', async () => {
    const ask = vi.fn(() => Promise.resolve(password));
    const probe = probeOf(cluster.node('p'), { user: 'scram', password: ask });
    await observedState(probe);
    await observedState(probe);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('shows nowhere, even if the function that fetches it fails', async () => {
    const failing = (): Promise<string> => Promise.reject(new Error(`no ${password}`));
    const refusal = await refusalOf(
      probeOf(cluster.node('p'), { user: 'scram', password: failing }),
    );
    expect(refusal).toMatchObject({
      reason: 'authentication',
      detail: 'The password could not be fetched.',
    });
  });
});
