import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { walKept } from './wal-kept.js';

describe('wal-kept', () => {
  it('fails a standby with nothing that keeps its WAL', () => {
    const changes: ContextChanges = { surveys: { s2: { settings: { primary_slot_name: '' } } } };
    expect(found(walKept, changes)).toEqual(['fail s2']);
    const words = told(walKept, changes);
    expect(words).toContain('what it missed may be gone at the next checkpoint');
    expect(words).toContain("pg_create_physical_replication_slot('s2', true)");
  });

  it('warns where little is kept', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { wal_keep_size: 64 * 1024 ** 2 } },
        s2: { settings: { primary_slot_name: '' } },
      },
    };
    expect(found(walKept, changes)).toEqual(['warn s2']);
    const words = told(walKept, changes);
    expect(words).toContain('keeps 64 MB of WAL');
  });

  it('takes an archive, or much that is kept, for enough', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { wal_keep_size: 4 * 1024 ** 3 } },
        s1: { settings: { primary_slot_name: '', restore_command: 'set' } },
        s2: { settings: { primary_slot_name: '' } },
      },
    };
    expect(found(walKept, changes)).toEqual([]);
  });

  it('counts in segments up to 12', () => {
    const changes: ContextChanges = {
      all: {
        major: 12,
        settings: { wal_keep_size: null, wal_keep_segments: 4, wal_segment_size: 16 * 1024 ** 2 },
      },
      surveys: { s2: { settings: { primary_slot_name: '' } } },
    };
    expect(found(walKept, changes)).toEqual(['warn s2']);
    const words = told(walKept, changes);
    expect(words).toMatch(/64 MB of WAL \(`wal_keep_segments`\)/);
  });

  it('says of no standby that it has no archive where that is not visible', () => {
    const hidden = {
      seesRecoverySettings: false,
      settings: { primary_slot_name: null, restore_command: null },
    };
    const changes: ContextChanges = { all: { major: 11 }, surveys: { s2: hidden } };
    const segments = { wal_keep_size: null, wal_keep_segments: 4 };
    const few: ContextChanges = {
      ...changes,
      surveys: { ...changes.surveys, pg1: { settings: segments } },
    };
    expect(found(walKept, few)).toEqual(['not-visible s2']);
    expect(told(walKept, few)).not.toContain('neither');
    const many: ContextChanges = {
      ...changes,
      surveys: { ...changes.surveys, pg1: { settings: { ...segments, wal_keep_segments: 256 } } },
    };
    expect(found(walKept, many)).toEqual([]);
  });
});
