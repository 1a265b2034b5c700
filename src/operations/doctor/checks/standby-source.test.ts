import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { standbySource } from './standby-source.js';

describe('standby-source', () => {
  it('fails a standby with neither', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { settings: { primary_conninfo: '' } },
        s2: { settings: { primary_conninfo: '', restore_command: 'set' } },
      },
    };
    expect(found(standbySource, changes)).toEqual(['fail s1']);
    const words = told(standbySource, changes);
    expect(words).toContain('neither `primary_conninfo` nor `restore_command`');
  });
});
