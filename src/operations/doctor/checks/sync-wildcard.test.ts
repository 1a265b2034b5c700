import { describe, expect, it } from 'vitest';
import { aFirstOneView, aTopology } from '../../../replication/testing/topologies.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { syncWildcard } from './sync-wildcard.js';

describe('sync-wildcard', () => {
  it('advises to name who is meant', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({ config: { method: 'priority', numSync: 1, names: ['*'] } }),
      }),
    };
    expect(found(syncWildcard, changes)).toEqual(['advice pg1']);
    const words = told(syncWildcard, changes);
    expect(words).toMatch(/SET synchronous_standby_names = 'FIRST 1 \(s1, s2\)'/);
  });

  it('offers no empty list, with which no commit would wait for anybody', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        nodes: [],
        sync: aFirstOneView({ config: { method: 'priority', numSync: 1, names: ['*'] } }),
      }),
    };
    expect(found(syncWildcard, changes)).toEqual(['advice pg1']);
    const words = told(syncWildcard, changes);
    expect(words).toContain(
      'Name the standbys that are meant in `synchronous_standby_names` on pg1',
    );
    expect(words).not.toContain('ALTER SYSTEM');
  });

  it('warns where strangers may confirm', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({ config: { method: 'quorum', numSync: 1, names: ['*'] } }),
        otherWalSenders: [
          { upstream: 'pg1', applicationName: 'pg_receivewal', kind: 'wal-receive' },
        ],
      }),
    };
    expect(found(syncWildcard, changes)).toEqual(['warn pg1']);
    const words = told(syncWildcard, changes);
    expect(words).toContain('1 client that is no node');
  });
});
