import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { applicationName } from './application-name.js';

describe('application-name', () => {
  it('warns of a standby without a name where names decide', () => {
    const changes: ContextChanges = {
      surveys: {
        s2: { conninfo: { hasPassword: false, applicationName: null, user: null, sslMode: null } },
      },
    };
    expect(found(applicationName, changes)).toEqual(['warn s2']);
    const words = told(applicationName, changes);
    expect(words).toContain('Add `application_name=s2`');
  });

  it('takes a cluster_name from 12 on', () => {
    const changes: ContextChanges = {
      surveys: {
        s2: {
          conninfo: { hasPassword: false, applicationName: null, user: null, sslMode: null },
          settings: { cluster_name: 's2' },
        },
      },
    };
    expect(found(applicationName, changes)).toEqual([]);
  });

  it('says what it can not see', () => {
    const changes: ContextChanges = {
      surveys: { s2: { conninfo: null, settings: { primary_conninfo: null } } },
    };
    expect(found(applicationName, changes)).toEqual(['not-visible s2']);
    const words = told(applicationName, changes);
    expect(words).toContain('GRANT pg_monitor TO pgrepl');
  });
});
