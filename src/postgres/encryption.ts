import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import type { NodeConnectionOptions } from './connection-options.js';
import { FailureError, type Failure } from './failure.js';

/** One way to set a connection up: in the clear, or encrypted with so much proof asked for. */
export type Encryption = 'none' | 'unverified' | 'verify-ca' | 'verify-full';

/**
 * The ways that an `sslmode` allows, in libpq's order: `prefer` and `allow` have two. The one that
 * worked last comes first, so that a reconnect costs no futile attempt.
 */
export function encryptionsFor(
  options: Pick<NodeConnectionOptions, 'host' | 'sslMode' | 'sslRootCert'>,
  workedLast: Encryption | null,
): readonly Encryption[] {
  // PostgreSQL offers no encryption on Unix-domain sockets.
  if (options.host.startsWith('/')) return ['none'];
  const ways = byMode(options);
  return workedLast !== null && ways.includes(workedLast)
    ? [workedLast, ...ways.filter((way) => way !== workedLast)]
    : ways;
}

function byMode(
  options: Pick<NodeConnectionOptions, 'sslMode' | 'sslRootCert'>,
): readonly Encryption[] {
  switch (options.sslMode) {
    case 'disable':
      return ['none'];
    case 'allow':
      return ['none', 'unverified'];
    case 'prefer':
      return ['unverified', 'none'];
    case 'require':
      // libpq: with a root certificate at hand, `require` asks for as much as `verify-ca`.
      return [options.sslRootCert === null ? 'unverified' : 'verify-ca'];
    case 'verify-ca':
      return ['verify-ca'];
    case 'verify-full':
      return ['verify-full'];
  }
}

/** Whether the next way is worth trying after one has failed so: libpq's rule for the two modes. */
export function mayTryOtherEncryption(failure: Failure): boolean {
  // 28000 is what pg_hba.conf answers to a connection that has the wrong kind of encryption.
  return failure.reason === 'tls' || failure.code === '28000';
}

/** What `pg` takes as its `ssl` option. */
export async function tlsOptions(
  encryption: Encryption,
  sslRootCert: string | null,
): Promise<false | ConnectionOptions> {
  if (encryption === 'none') return false;
  if (encryption === 'unverified') return { rejectUnauthorized: false };
  const ca = sslRootCert === null ? {} : { ca: await readRootCert(sslRootCert) };
  if (encryption === 'verify-full') return ca;
  // `verify-ca` trusts the signature and does not compare names.
  return { ...ca, checkServerIdentity: () => undefined };
}

async function readRootCert(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown error';
    throw new FailureError('tls', `The file of sslrootcert could not be read: ${why}`);
  }
}
