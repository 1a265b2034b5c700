import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { slotPerStandby } from './slot-per-standby.js';

describe('slot-per-standby', () => {
  it('advises one that has none beside others', () => {
    const changes: ContextChanges = { surveys: { s2: { settings: { primary_slot_name: '' } } } };
    expect(found(slotPerStandby, changes)).toEqual(['advice s2']);
    const words = told(slotPerStandby, changes);
    expect(words).toContain('pg1 has slots, and s2 uses none');
    expect(words).toContain("ALTER SYSTEM SET primary_slot_name = 's2'");
  });

  it('leaves alone what an archive feeds, and a primary without slots', () => {
    const changes: ContextChanges = {
      surveys: { s2: { settings: { primary_slot_name: '', restore_command: 'set' } } },
    };
    expect(found(slotPerStandby, changes)).toEqual([]);
  });
});
