import { describe, expect, it } from 'vitest';
import { aFirstOneView, aTopology } from '../../../replication/testing/topologies.js';
import { found, sender, told, type ContextChanges } from '../testing/contexts.js';
import { syncNamesMatch } from './sync-names-match.js';

describe('sync-names-match', () => {
  it('warns of a name that nobody carries', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({ config: { method: 'priority', numSync: 1, names: ['s1', 'ghost'] } }),
      }),
    };
    expect(found(syncNamesMatch, changes)).toEqual(['warn pg1']);
    const words = told(syncNamesMatch, changes);
    expect(words).toContain('No standby is called ghost');
  });

  it('fails where too few names are left', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({ config: { method: 'priority', numSync: 2, names: ['s1', 'ghost'] } }),
      }),
    };
    expect(found(syncNamesMatch, changes)).toEqual(['fail pg1']);
    const words = told(syncNamesMatch, changes);
    expect(words).toContain('1 other name is left, and commits wait for 2');
  });

  it('takes names of standbys that are not configured, and any case', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({
          config: { method: 'priority', numSync: 1, names: ['S1', 'reports'] },
        }),
      }),
      surveys: { pg1: { senders: [sender('reports')] } },
    };
    expect(found(syncNamesMatch, changes)).toEqual([]);
  });
});
