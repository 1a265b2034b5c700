import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { rewind } from './rewind.js';

describe('rewind', () => {
  it('warns where neither is on', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { settings: { data_checksums: 'off' } },
        s2: { settings: { data_checksums: 'off', wal_log_hints: 'on' } },
      },
    };
    expect(found(rewind, changes)).toEqual(['warn s1']);
    const words = told(rewind, changes);
    expect(words).toContain('`pg_rewind` refuses it');
    expect(words).toContain("ALTER SYSTEM SET wal_log_hints = 'on'`, then restart it");
  });
});
