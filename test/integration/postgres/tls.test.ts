import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import { systemClock } from '../../../src/clock.js';
import { checkNode } from '../../../src/postgres/check-node.js';
import { optionalPart } from '../../support/optional.js';
import { connectionTo, observedState, probeOf, refusalOf } from './support.js';
import { WireProxy } from './wire-proxy.js';

const run = promisify(execFile);

const openssl = optionalPart({
  found: await run('openssl', ['version']).then(
    ({ stdout }) => stdout,
    () => undefined,
  ),
  missing: 'There is no openssl here',
  remedy: 'install OpenSSL',
});

/** Certificates can only be made with OpenSSL's own tool. */
describe.skipIf(openssl === undefined)('a server with TLS', () => {
  let cluster: LabCluster<'p' | 'plain'>;
  let directory: string;
  let node: LabNode;
  let certificate: string;
  let stranger: string;

  async function makeCertificate(name: string, subject: string): Promise<string> {
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${subject}`, '-addext', `subjectAltName=DNS:${subject}`],
      ...['-keyout', join(directory, `${name}.key`), '-out', join(directory, `${name}.crt`)],
    ]);
    return join(directory, `${name}.crt`);
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pgrepl-tls-'));
    certificate = await makeCertificate('server', 'localhost');
    stranger = await makeCertificate('stranger', 'localhost');
    cluster = await startCluster({ nodes: { p: {}, plain: { from: 'p' } } });
    node = cluster.node('p');
    await node.writeFile('server.crt', await readFile(certificate, 'utf8'));
    await node.writeFile('server.key', await readFile(join(directory, 'server.key'), 'utf8'));
    await node.writeFile(
      'pg_hba.conf',
      [
        'hostssl all pgrepl_plain 127.0.0.1/32 trust',
        'hostnossl all clear 127.0.0.1/32 trust',
        'host all pgrepl_monitor 127.0.0.1/32 trust',
        'host all postgres 127.0.0.1/32 trust',
        'host replication all 127.0.0.1/32 trust',
        '',
      ].join('\n'),
    );
    await node.sql('CREATE ROLE clear LOGIN');
    await node.configure({ ssl: 'on' });
    await node.restart();
  });

  afterAll(async () => {
    await cluster.stop();
    await rm(directory, { recursive: true });
  });

  it.each(['prefer', 'require'] as const)('is spoken to in TLS with %s', async (sslMode) => {
    const result = await checkNode({
      connection: connectionTo(node.serverPort, { sslMode }),
      applicationName: 'pgrepl',
      timeoutMs: 10_000,
      clock: systemClock,
    });
    const item = result.items.find(({ subject }) => subject === 'encryption');
    expect(item?.message).toMatch(/^The connection is encrypted \(TLSv1\.[23], /);
    expect(result.state).not.toBeNull();
  });

  it('is spoken to in the clear with disable and allow', async () => {
    for (const sslMode of ['disable', 'allow'] as const) {
      const proxy = await WireProxy.open(node.serverPort);
      await observedState(probeOf(proxy.port, { sslMode }));
      expect(proxy.take().messages).toEqual(['P', 'B', 'D', 'E', 'S']);
      expect(proxy.connections).toBe(1);
    }
  });

  it('is tried the other way when pg_hba.conf wants it so, and that way first from then on', async () => {
    for (const [sslMode, user] of [
      ['allow', 'pgrepl_plain'],
      ['prefer', 'clear'],
    ] as const) {
      const proxy = await WireProxy.open(node.serverPort);
      const probe = probeOf(proxy.port, { sslMode, user });
      await observedState(probe);
      expect(proxy.connections).toBe(2);
      proxy.endConnections();
      await observedState(probe);
      expect(proxy.connections).toBe(3);
    }
  });

  it('is accepted by verify-ca and verify-full when its certificate is trusted', async () => {
    const sslRootCert = certificate;
    await observedState(probeOf(node, { sslMode: 'verify-ca', sslRootCert }));
    await observedState(probeOf(node, { sslMode: 'verify-full', host: 'localhost', sslRootCert }));
    await observedState(probeOf(node, { sslMode: 'require', sslRootCert }));
  });

  it.each([
    ['verify-full', 'a name that is not in the certificate', true],
    ['verify-full', 'a certificate that nobody trusts', false],
    ['verify-ca', 'a certificate that nobody trusts', false],
    ['require', 'a certificate that sslrootcert did not sign', false],
  ] as const)('is refused by %s for %s', async (sslMode, _what, isTrusted) => {
    const sslRootCert = isTrusted ? certificate : stranger;
    const refusal = await refusalOf(probeOf(node, { sslMode, sslRootCert, password: 'hush' }));
    expect(refusal.reason).toBe('tls');
    expect(refusal.detail).not.toContain('hush');
  });

  it('is refused when the file of trusted certificates is missing', async () => {
    const sslRootCert = join(directory, 'missing.crt');
    const refusal = await refusalOf(probeOf(node, { sslMode: 'verify-ca', sslRootCert }));
    expect(refusal.reason).toBe('tls');
    expect(refusal.detail).toContain('missing.crt');
  });

  it('falls back to the clear with prefer, where the server has no TLS', async () => {
    await observedState(probeOf(cluster.node('plain'), { sslMode: 'prefer' }));
    const refusal = await refusalOf(probeOf(cluster.node('plain'), { sslMode: 'require' }));
    expect(refusal.reason).toBe('tls');
  });
});
