import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { recoveryTimeline } from './recovery-timeline.js';

describe('recovery-timeline', () => {
  it('fails what does not follow', () => {
    const changes: ContextChanges = {
      surveys: { s1: { settings: { recovery_target_timeline: 'current' } } },
    };
    expect(found(recoveryTimeline, changes)).toEqual(['fail s1']);
    const words = told(recoveryTimeline, changes);
    expect(words).toContain('`recovery_target_timeline = current`');
  });

  it('knows that up to 11 unset means the same', () => {
    const changes: ContextChanges = {
      all: { major: 11 },
      surveys: {
        s1: { settings: { recovery_target_timeline: null } },
        s2: { seesRecoverySettings: false },
      },
    };
    expect(found(recoveryTimeline, changes)).toEqual(['fail s1', 'not-visible s2']);
    const words = told(recoveryTimeline, changes);
    expect(words).toContain(
      "Write `recovery_target_timeline = 'latest'` into `recovery.conf` of s1",
    );
  });
});
