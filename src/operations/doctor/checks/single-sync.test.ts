import { describe, expect, it } from 'vitest';
import { aFirstOneView, aMember, aTopology } from '../../../replication/testing/topologies.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { singleSync } from './single-sync.js';

describe('single-sync', () => {
  it('warns where none may fail', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({
          config: { method: 'priority', numSync: 1, names: ['s1'] },
          members: [aMember('s1')],
          commits: { kind: 'waiting-satisfied', required: 1, spare: 0 },
        }),
      }),
    };
    expect(found(singleSync, changes)).toEqual(['warn pg1']);
    const words = told(singleSync, changes);
    expect(words).toContain('the loss of one hangs them all');
    expect(words).toContain("SET synchronous_standby_names = 'FIRST 1 (s1, s2)'`");
  });

  it('fails where commits hang already', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({ commits: { kind: 'hangs', required: 1, present: 0 } }),
      }),
    };
    expect(found(singleSync, changes)).toEqual(['fail pg1']);
    const words = told(singleSync, changes);
    expect(words).toContain('0 of 1 synchronous standbys confirm');
  });
});
