import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { recoveryTarget } from './recovery-target.js';

describe('recovery-target', () => {
  it('fails a standby that would stop, warns of a primary', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { recovery_target_name: 'before' } },
        s1: { settings: { recovery_target_time: '2026-01-01' } },
      },
    };
    expect(found(recoveryTarget, changes)).toEqual(['warn pg1', 'fail s1']);
    const words = told(recoveryTarget, changes);
    expect(words).toContain('`recovery_target_time` set: it will stop there');
    expect(words).toContain('ALTER SYSTEM RESET recovery_target_time');
  });
});
