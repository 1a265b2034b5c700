import { describe, expect, it } from 'vitest';
import { FailureError, failureOf } from './failure.js';

/** An error as Node.js and `pg` make them: a message and some properties. */
function failing(message: string, properties: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error(message), properties);
}

const secret = 'correct-horse';

describe('failureOf', () => {
  it.each([
    ['refused', failing('connect ECONNREFUSED 10.0.0.1:5432', { code: 'ECONNREFUSED' })],
    ['refused', failing('connect ENOENT /tmp/.s.PGSQL.5432', { code: 'ENOENT' })],
    ['timed-out', failing('connect ETIMEDOUT 10.0.0.1:5432', { code: 'ETIMEDOUT' })],
    ['unreachable', failing('connect EHOSTUNREACH 10.0.0.1:5432', { code: 'EHOSTUNREACH' })],
    ['unreachable', failing('connect ENETUNREACH 10.0.0.1:5432', { code: 'ENETUNREACH' })],
    ['dns', failing('getaddrinfo ENOTFOUND db1', { code: 'ENOTFOUND' })],
    ['dns', failing('getaddrinfo EAI_AGAIN db1', { code: 'EAI_AGAIN' })],
    ['dns', failing('getaddrinfo EINVAL db1', { code: 'EINVAL', syscall: 'getaddrinfo' })],
    ['connection-lost', failing('read ECONNRESET', { code: 'ECONNRESET' })],
    ['connection-lost', failing('write EPIPE', { code: 'EPIPE' })],
    ['connection-lost', failing('Connection terminated unexpectedly')],
    ['connection-lost', failing('server closed the connection', { code: '08006' })],
    ['tls', failing('The server does not support SSL connections')],
    ['tls', failing('There was an error establishing an SSL connection')],
    ['tls', failing('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })],
    ['tls', failing('certificate has expired', { code: 'CERT_HAS_EXPIRED' })],
    ['tls', failing('wrong host', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })],
    ['tls', failing('no shared cipher', { code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' })],
    [
      'tls',
      failing('Client network socket disconnected before secure TLS connection was established', {
        code: 'ECONNRESET',
      }),
    ],
    ['authentication', failing('password authentication failed', { code: '28P01' })],
    ['authentication', failing('no pg_hba.conf entry for host "10.0.0.9"', { code: '28000' })],
    ['authentication', failing('SASL: Only mechanism(s) SCRAM-SHA-256 are supported')],
    ['authentication', failing('Unknown authenticationOk message type 7')],
    ['permission', failing('database "x" does not exist', { code: '3D000' })],
    ['permission', failing('permission denied for function', { code: '42501' })],
    ['too-many-connections', failing('sorry, too many clients already', { code: '53300' })],
    ['timed-out', failing('canceling statement due to statement timeout', { code: '57014' })],
    ['timed-out', failing('canceling statement due to lock timeout', { code: '55P03' })],
    ['shutting-down', failing('terminating connection', { code: '57P01' })],
    ['connection-lost', failing('crash of another server process', { code: '57P02' })],
    ['protocol', failing('unsupported startup parameter: options', { code: '08P01' })],
    ['protocol', failing('column "x" does not exist', { code: '42703' })],
    ['protocol', new SyntaxError('Unexpected token < in JSON at position 0')],
    ['protocol', 'not even an error'],
  ])('names %s: %s', (reason, error) => {
    expect(failureOf(error).reason).toBe(reason);
  });

  it.each([
    ['starting-up', 'the database system is starting up', ''],
    ['starting-up', 'the database system is in recovery mode', ''],
    [
      'starting-up',
      'the database system is not yet accepting connections',
      'Consistent recovery state has not been yet reached.',
    ],
    [
      'hot-standby-off',
      'the database system is not accepting connections',
      'Hot standby mode is disabled.',
    ],
    ['shutting-down', 'the database system is shutting down', ''],
    ['starting-up', 'das Datenbanksystem startet', ''],
  ])('tells the answers of 57P03 apart: %s', (reason, message, detail) => {
    const failure = failureOf(failing(message, { code: '57P03', detail }));
    expect(failure.reason).toBe(reason);
    expect(failure.detail).toContain(message);
    expect(failure.detail).toContain(detail);
  });

  it('lets the most telling of several addresses speak for all', () => {
    const refused = failing('connect ECONNREFUSED 10.0.0.1:5432', { code: 'ECONNREFUSED' });
    const unreachable = failing('connect ENETUNREACH fd00::1:5432', { code: 'ENETUNREACH' });
    const timedOut = failing('connect ETIMEDOUT fd00::2:5432', { code: 'ETIMEDOUT' });
    const reasonOf = (...errors: Error[]): string => failureOf(new AggregateError(errors)).reason;
    expect(reasonOf(unreachable, refused)).toBe('refused');
    expect(reasonOf(timedOut, refused)).toBe('refused');
    expect(reasonOf(unreachable, timedOut)).toBe('timed-out');
    expect(reasonOf(unreachable, unreachable)).toBe('unreachable');
  });

  it('passes on what pgrepl has established itself', () => {
    expect(failureOf(new FailureError('dns', 'hung'))).toMatchObject({ reason: 'dns' });
  });

  it.each([
    failing(`login ${secret} failed`),
    failing('refused', { code: '28P01', detail: `the password was "${secret}"` }),
    new FailureError('authentication', `no ${secret}`),
    new AggregateError([failing(`connect ${secret}`)]),
  ])('never repeats the password that was used: %#', (error) => {
    const { detail } = failureOf(error, [secret]);
    expect(detail).not.toContain(secret);
    expect(detail).toContain('***');
  });

  it('says it in one line of bounded length', () => {
    const { detail } = failureOf(failing(`a\n\tb\u0007 c ${'x'.repeat(5000)}`));
    expect(detail).toMatch(/^a b c x+…$/);
    expect(detail).toHaveLength(300);
    expect(failureOf(failing(' \n ')).detail).toBe('No further detail was given.');
  });
});
