import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { triggerFile } from './trigger-file.js';

describe('trigger-file', () => {
  it('advises to let it go from 12 on', () => {
    const changes: ContextChanges = {
      all: { major: 15, settings: { promote_trigger_file: '' } },
      surveys: { s1: { settings: { promote_trigger_file: '/tmp/go' } } },
    };
    expect(found(triggerFile, changes)).toEqual(['advice s1']);
    const words = told(triggerFile, changes);
    expect(words).toMatch(/which `pg_promote\(\)` has replaced/);
  });

  it('advises to have one up to 11', () => {
    const changes: ContextChanges = {
      all: { major: 11 },
      surveys: {
        s1: { settings: { trigger_file: '/tmp/go' } },
        s3: { seesRecoverySettings: false },
      },
    };
    expect(found(triggerFile, changes)).toEqual(['advice s2', 'not-visible s3']);
    const words = told(triggerFile, changes);
    expect(words).toContain('s2 has no `trigger_file`');
  });

  it('does not apply from 16 on', () => {
    const changes: ContextChanges = {};
    expect(found(triggerFile, changes)).toEqual([]);
  });
});
