import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { walLevel } from './wal-level.js';

describe('wal-level', () => {
  it('fails a primary, and a standby that could feed nobody once promoted', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { wal_level: 'minimal' } },
        s2: { settings: { wal_level: 'minimal' } },
      },
    };
    expect(found(walLevel, changes)).toEqual(['fail pg1', 'fail s2']);
    const words = told(walLevel, changes);
    expect(words).toContain('once promoted, nobody could follow it');
    expect(words).toContain("ALTER SYSTEM SET wal_level = 'replica'`, then restart it");
  });
});
