import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { restoreCommand } from './restore-command.js';

describe('restore-command', () => {
  it('advises standbys that can not read the archive', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { archive_mode: 'on' } },
        s1: { settings: { restore_command: 'set' } },
      },
    };
    expect(found(restoreCommand, changes)).toEqual(['advice s2', 'advice s3']);
    const words = told(restoreCommand, changes);
    expect(words).toContain('pg1 archives its WAL, and s2 has no `restore_command`');
    expect(words).toMatch(/`SELECT pg_reload_conf\(\)`/);
  });

  it('says what it can not see up to 11', () => {
    const changes: ContextChanges = {
      all: { major: 11 },
      surveys: {
        pg1: { settings: { archive_mode: 'on' } },
        s1: { seesRecoverySettings: false },
        s2: null,
        s3: null,
      },
    };
    expect(found(restoreCommand, changes)).toEqual(['not-visible s1']);
    const words = told(restoreCommand, changes);
    expect(words).toContain('pg_read_file');
    const unreadable = { seesRecoverySettings: false, recoveryConfUnreadable: true };
    expect(
      told(restoreCommand, { ...changes, surveys: { ...changes.surveys, s1: unreadable } }),
    ).toContain('`recovery.conf` of s1 is not valid in the encoding of the database');
  });
});
