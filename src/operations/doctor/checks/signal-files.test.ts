import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { signalFiles } from './signal-files.js';

describe('signal-files', () => {
  it('fails a primary that would come up as a standby', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { files: { recoveryConf: false, standbySignal: true, recoverySignal: false } },
      },
    };
    expect(found(signalFiles, changes)).toEqual(['fail pg1']);
    const words = told(signalFiles, changes);
    expect(words).toContain('holds `standby.signal`: at its next start it is none');
  });

  it('fails a recovery.conf from 12 on, and needs it before', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { files: { recoveryConf: true, standbySignal: true, recoverySignal: false } },
        s2: {
          major: 11,
          files: { recoveryConf: true, standbySignal: false, recoverySignal: false },
        },
      },
    };
    expect(found(signalFiles, changes)).toEqual(['fail s1']);
    const words = told(signalFiles, changes);
    expect(words).toContain('PostgreSQL 18 does not start with it');
  });

  it('fails a standby that has lost its file', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { files: { recoveryConf: false, standbySignal: false, recoverySignal: false } },
      },
    };
    expect(found(signalFiles, changes)).toEqual(['fail s1']);
    const words = told(signalFiles, changes);
    expect(words).toContain('at its next start it is a primary of its own');
  });

  it('says what it can not see', () => {
    const changes: ContextChanges = { surveys: { s1: { files: null } } };
    expect(found(signalFiles, changes)).toEqual(['not-visible s1']);
    const words = told(signalFiles, changes);
    expect(words).toMatch(/GRANT EXECUTE ON FUNCTION pg_stat_file\(text, boolean\) TO pgrepl/);
  });
});
