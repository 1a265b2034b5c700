import { describe, expect, it } from 'vitest';
import type { SslMode } from './connection-options.js';
import { encryptionsFor, mayTryOtherEncryption, tlsOptions } from './encryption.js';

const ways = (sslMode: SslMode, sslRootCert: string | null = null): readonly string[] =>
  encryptionsFor({ host: 'db1', sslMode, sslRootCert }, null);

describe('encryptionsFor', () => {
  it.each([
    ['disable', ['none']],
    ['allow', ['none', 'unverified']],
    ['prefer', ['unverified', 'none']],
    ['require', ['unverified']],
    ['verify-ca', ['verify-ca']],
    ['verify-full', ['verify-full']],
  ] as const)('follows libpq for %s', (sslMode, expected) => {
    expect(ways(sslMode)).toEqual(expected);
  });

  it('verifies with require once there is a root certificate', () => {
    expect(ways('require', '/root.crt')).toEqual(['verify-ca']);
    expect(ways('prefer', '/root.crt')).toEqual(['unverified', 'none']);
  });

  it('begins with what worked before, but only if the mode allows it', () => {
    const prefer = { host: 'db1', sslMode: 'prefer', sslRootCert: null } as const;
    expect(encryptionsFor(prefer, 'none')).toEqual(['none', 'unverified']);
    expect(encryptionsFor({ ...prefer, sslMode: 'require' }, 'none')).toEqual(['unverified']);
  });

  it('asks for no encryption on a Unix-domain socket', () => {
    const socket = { host: '/run/postgresql', sslMode: 'verify-full', sslRootCert: null } as const;
    expect(encryptionsFor(socket, null)).toEqual(['none']);
  });
});

describe('mayTryOtherEncryption', () => {
  it('is for what another kind of connection may mend', () => {
    const failure = { detail: '', code: null };
    expect(mayTryOtherEncryption({ ...failure, reason: 'tls' })).toBe(true);
    const rejected = { ...failure, reason: 'authentication', code: '28000' } as const;
    expect(mayTryOtherEncryption(rejected)).toBe(true);
    expect(mayTryOtherEncryption({ ...rejected, code: '28P01' })).toBe(false);
    expect(mayTryOtherEncryption({ ...failure, reason: 'refused' })).toBe(false);
  });
});

describe('tlsOptions', () => {
  it('verifies exactly as much as was asked for', async () => {
    expect(await tlsOptions('none', null)).toBe(false);
    expect(await tlsOptions('unverified', null)).toEqual({ rejectUnauthorized: false });
    expect(await tlsOptions('verify-full', null)).toEqual({});
    const anyName = await tlsOptions('verify-ca', null);
    expect(anyName).not.toHaveProperty('rejectUnauthorized');
    expect(anyName).toHaveProperty('checkServerIdentity');
  });
});
