import { describe, expect, it } from 'vitest';
import { aSlot } from '../../../replication/testing/observations.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { logicalSlots } from './logical-slots.js';

const reports = aSlot('reports', { kind: 'logical' });

describe('logical-slots', () => {
  it('warns of a slot that would stay behind', () => {
    const changes: ContextChanges = { states: { pg1: { slots: [aSlot('s1'), reports] } } };
    expect(found(logicalSlots, changes)).toEqual(['warn pg1']);
    expect(told(logicalSlots, changes)).toContain(
      'No standby has a copy of the logical slot reports',
    );
    expect(found(logicalSlots, { ...changes, all: { major: 16 } })).toEqual(['advice pg1']);
  });

  it('is content with a copy on one standby', () => {
    const copy = { ...reports, synced: true };
    const changes: ContextChanges = {
      states: { pg1: { slots: [reports] }, s1: { slots: [copy] } },
    };
    expect(found(logicalSlots, changes)).toEqual([]);
    expect(found(logicalSlots, { states: { pg1: { slots: [aSlot('s1')] } } })).toEqual([]);
  });

  it('counts no copy that is not ready yet, or was given up', () => {
    const copies = [
      { ...reports, synced: true, temporary: true },
      { ...reports, synced: true, invalidationReason: 'rows_removed', walStatus: 'lost' as const },
    ];
    for (const copy of copies) {
      const changes: ContextChanges = {
        states: { pg1: { slots: [reports] }, s1: { slots: [copy] } },
      };
      expect(found(logicalSlots, changes)).toEqual(['warn pg1']);
      expect(told(logicalSlots, changes)).toMatch(/`primary_slot_name`.*`wal_level = logical`/);
    }
  });
});
