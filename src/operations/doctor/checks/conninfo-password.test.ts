import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { conninfoPassword } from './conninfo-password.js';

describe('conninfo-password', () => {
  it('advises a file in its place', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: {
          conninfo: { hasPassword: true, applicationName: 's1', user: 'replicator', sslMode: null },
        },
      },
    };
    expect(found(conninfoPassword, changes)).toEqual(['advice s1']);
    const words = told(conninfoPassword, changes);
    expect(words).toContain('passfile=');
    const old = told(conninfoPassword, { ...changes, all: { major: 9 } });
    expect(old).toContain('`~/.pgpass`');
    expect(old).not.toContain('passfile');
  });

  it('says what it can not see', () => {
    const changes: ContextChanges = {
      surveys: { s1: { conninfo: null, settings: { primary_conninfo: null } } },
    };
    expect(found(conninfoPassword, changes)).toEqual(['not-visible s1']);
  });
});
