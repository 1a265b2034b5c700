import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { passwordEncryption } from './password-encryption.js';

describe('password-encryption', () => {
  it('advises against MD5, set or stored', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { password_encryption: 'md5' } } },
    };
    expect(found(passwordEncryption, changes)).toEqual(['advice pg1']);
    const words = told(passwordEncryption, changes);
    expect(words).toContain("SET password_encryption = 'scram-sha-256'");
  });

  it('names roles whose password is old', () => {
    const changes: ContextChanges = { surveys: { pg1: { md5Roles: ['replicator'] } } };
    expect(found(passwordEncryption, changes)).toEqual(['advice pg1']);
    const words = told(passwordEncryption, changes);
    expect(words).toContain('The password of replicator is stored as MD5');
  });
});
