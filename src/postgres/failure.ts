import type { UnreachableReason } from '../replication/observation.js';

/** Why a server gave no state, in the words of `NodeState`'s counterpart. */
export interface Failure {
  readonly reason: UnreachableReason;
  /** The server's or the system's own words: one line, without secrets. */
  readonly detail: string;
  /** SQLSTATE or the system's error code, if there was one. */
  readonly code: string | null;
  /** Somebody listens there: the connection was accepted, and nothing was said on it. */
  readonly accepted?: true;
}

/** A failure that pgrepl itself established, travelling through the driver as an error. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(reason: UnreachableReason, detail: string) {
    super(detail);
    this.name = 'FailureError';
    this.failure = { reason, detail, code: null };
  }
}

/** System and resolver codes of Node.js. */
const systemCodes: Readonly<Record<string, UnreachableReason>> = {
  ECONNREFUSED: 'refused',
  // A Unix-domain socket that is not there.
  ENOENT: 'refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ENODATA: 'dns',
  ESERVFAIL: 'dns',
  ECONNRESET: 'connection-lost',
  ECONNABORTED: 'connection-lost',
  EPIPE: 'connection-lost',
};

/** OpenSSL's and Node.js's codes for a handshake or a certificate that did not work out. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED)/;

/** SQLSTATEs, by PostgreSQL's list of error codes; 57P03 needs its text as well. */
const sqlStates: Readonly<Record<string, UnreachableReason>> = {
  '28000': 'authentication',
  '28P01': 'authentication',
  '3D000': 'permission',
  '42501': 'permission',
  '53300': 'too-many-connections',
  '55P03': 'timed-out',
  '57014': 'timed-out',
  '57P01': 'shutting-down',
  '57P02': 'connection-lost',
  '57P05': 'connection-lost',
};

/** Errors of the driver that carry no code. */
const driverMessages: readonly (readonly [RegExp, UnreachableReason])[] = [
  [/^The server does not support SSL connections/, 'tls'],
  [/^There was an error establishing an SSL connection/, 'tls'],
  [/^SASL: /, 'authentication'],
  [/^Unknown authenticationOk message type/, 'authentication'],
  [/^Connection terminated/, 'connection-lost'],
  [/^Client (has encountered a connection error|was closed)/, 'connection-lost'],
];

const longestDetail = 300;

/**
 * Names the reason behind an error of `pg`, of Node.js or of ours.
 * @param secrets what must not show in the detail, such as the password that was used.
 */
export function failureOf(error: unknown, secrets: readonly string[] = []): Failure {
  if (error instanceof FailureError) {
    return { ...error.failure, detail: clean(error.failure.detail, secrets) };
  }
  if (error instanceof AggregateError && error.errors.length > 0) {
    return mostTelling(error.errors.map((one: unknown) => failureOf(one, secrets)));
  }
  if (!(error instanceof Error)) {
    return { reason: 'protocol', detail: 'An unknown error occurred.', code: null };
  }
  const code = property(error, 'code') ?? null;
  return { reason: reasonOf(error, code), detail: clean(words(error), secrets), code };
}

/** Of the failures of a name's several addresses: somebody was there, before nobody was. */
function mostTelling(failures: readonly Failure[]): Failure {
  const byReason = (reason: UnreachableReason): Failure | undefined =>
    failures.find((failure) => failure.reason === reason);
  const [first] = failures;
  const told = byReason('refused') ?? byReason('timed-out') ?? first;
  return told ?? { reason: 'protocol', detail: 'An unknown error occurred.', code: null };
}

function reasonOf(error: Error, code: string | null): UnreachableReason {
  if (code === '57P03') return notAcceptingConnections(words(error));
  // Node.js gives a handshake that the other side broke off the code of a reset.
  if (/before secure TLS connection/.test(error.message)) return 'tls';
  if (code !== null) {
    const known = systemCodes[code] ?? sqlStates[code];
    if (known !== undefined) return known;
    // Whatever the resolver says of a name, it was not PostgreSQL that said it.
    if (property(error, 'syscall') === 'getaddrinfo') return 'dns';
    if (tlsCode.test(code)) return 'tls';
    // Class 08 is "connection exception"; 08P01 is a violation of the protocol.
    if (code.startsWith('08') && code !== '08P01') return 'connection-lost';
  }
  const match = driverMessages.find(([pattern]) => pattern.test(error.message));
  return match?.[1] ?? 'protocol';
}

/**
 * The postmaster's three answers share one SQLSTATE and differ in their text only, which
 * `lc_messages` may have translated: an unknown text counts as the most harmless of them. Up to 13
 * a server with `hot_standby = off` says that it is starting up.
 */
function notAcceptingConnections(text: string): UnreachableReason {
  if (/hot standby mode is disabled/i.test(text)) return 'hot-standby-off';
  if (/shutting down/i.test(text)) return 'shutting-down';
  return 'starting-up';
}

function words(error: Error): string {
  const detail = property(error, 'detail');
  return detail === undefined ? error.message : `${error.message} (${detail})`;
}

function property(error: Error, name: 'code' | 'detail' | 'syscall'): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function clean(text: string, secrets: readonly string[]): string {
  let line = text;
  for (const secret of secrets) {
    if (secret !== '') line = line.replaceAll(secret, '***');
  }
  line = line.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  if (line === '') return 'No further detail was given.';
  return line.length > longestDetail ? `${line.slice(0, longestDetail - 1)}…` : line;
}
