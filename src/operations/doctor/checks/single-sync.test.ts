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

  it('quotes a name that needs it, and knows no FIRST on 9.6', () => {
    const changes: ContextChanges = {
      all: { major: 9 },
      topology: aTopology({
        sync: aFirstOneView({
          config: { method: 'priority', numSync: 1, names: ['pg-2'] },
          members: [aMember('pg-2')],
          commits: { kind: 'waiting-satisfied', required: 1, spare: 0 },
        }),
      }),
    };
    expect(told(singleSync, changes)).toContain(
      `SET synchronous_standby_names = '1 ("pg-2", s1, s2)'`,
    );
    expect(told(singleSync, { ...changes, all: { major: 10 } })).toContain(
      `SET synchronous_standby_names = 'FIRST 1 ("pg-2", s1, s2)'`,
    );
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
