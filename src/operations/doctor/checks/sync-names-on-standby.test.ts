import { describe, expect, it } from 'vitest';
import { aFirstOneView, anAsyncView, aTopology } from '../../../replication/testing/topologies.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { syncNamesOnStandby } from './sync-names-on-standby.js';

describe('sync-names-on-standby', () => {
  it('warns of a list that nobody else could satisfy', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { settings: { synchronous_standby_names: 'FIRST 1 (s1)' } },
        s2: { settings: { synchronous_standby_names: 'ANY 1 (pg1, s1)' } },
      },
    };
    expect(found(syncNamesOnStandby, changes)).toEqual(['warn s1']);
    const words = told(syncNamesOnStandby, changes);
    expect(words).toContain('promoted, its first commit hangs');
    expect(words).toMatch(/SET synchronous_standby_names = 'FIRST 1 \(pg1, s2\)'/);
  });

  it('advises where a promotion by hand would wait for nobody', () => {
    const changes: ContextChanges = {
      surveys: { s2: { settings: { synchronous_standby_names: 'ANY 1 (pg1, s1)' } } },
    };
    expect(found(syncNamesOnStandby, changes)).toEqual(['advice s1']);
    const words = told(syncNamesOnStandby, changes);
    expect(words).toContain('promoted by hand it waits for nobody');
  });

  it('offers 9.6 a list that it can read', () => {
    const words = told(syncNamesOnStandby, { all: { major: 9 } });
    expect(words).toContain("On s1: `ALTER SYSTEM SET synchronous_standby_names = '1 (pg1, s2)'`");
  });

  it('offers nothing where nobody can read what the primary has', () => {
    const sync = aFirstOneView({ namesSetting: 'FIRST 0 (s1)', config: null });
    expect(found(syncNamesOnStandby, { topology: aTopology({ sync }) })).toEqual([]);
  });

  it('empties what an asynchronous cluster has no use for', () => {
    const changes: ContextChanges = {
      topology: aTopology({ sync: anAsyncView() }),
      surveys: { s1: { settings: { synchronous_standby_names: 'ghost' } } },
    };
    expect(found(syncNamesOnStandby, changes)).toEqual(['warn s1']);
    expect(told(syncNamesOnStandby, changes)).toContain("SET synchronous_standby_names = ''`");
  });
});
