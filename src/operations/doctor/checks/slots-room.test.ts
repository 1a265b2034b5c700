import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { slotsRoom } from './slots-room.js';

describe('slots-room', () => {
  it('looks at what a new primary would need', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { max_replication_slots: 2 } },
        s2: { settings: { max_replication_slots: 1 } },
      },
    };
    expect(found(slotsRoom, changes)).toEqual(['warn pg1', 'fail s2']);
    const words = told(slotsRoom, changes);
    expect(words).toContain('as primary it needs 2');
  });

  it('does not apply without slots', () => {
    const changes: ContextChanges = {
      states: { pg1: { slots: [] }, s1: { slots: [] } },
      all: { settings: { max_replication_slots: 0 } },
    };
    expect(found(slotsRoom, changes)).toEqual([]);
  });
});
