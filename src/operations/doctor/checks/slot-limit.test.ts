import { describe, expect, it } from 'vitest';
import { aSlot, someSettings } from '../../../replication/testing/observations.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { slotLimit } from './slot-limit.js';

describe('slot-limit', () => {
  it('warns of slots without a bound', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { max_slot_wal_keep_size: -1 } } },
    };
    expect(found(slotLimit, changes)).toEqual(['warn pg1']);
    const words = told(slotLimit, changes);
    expect(words).toContain('2 slots and `max_slot_wal_keep_size = -1`');
  });

  it('advises where there is no bound to be had', () => {
    const changes: ContextChanges = {
      all: { major: 12, settings: { max_slot_wal_keep_size: null } },
    };
    expect(found(slotLimit, changes)).toEqual(['advice pg1']);
    const words = told(slotLimit, changes);
    expect(words).toContain('PostgreSQL 12 has no bound');
  });

  it('advises where the time without a reader is bounded alone (18+)', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { max_slot_wal_keep_size: -1 } } },
      states: {
        pg1: { slots: [aSlot('s1')], settings: someSettings({ idleSlotTimeoutMs: 3_600_000 }) },
      },
    };
    expect(found(slotLimit, changes)).toEqual(['advice pg1']);
    expect(told(slotLimit, changes)).toContain(
      'given up after 1 h (`idle_replication_slot_timeout`)',
    );
  });

  it('does not apply without slots', () => {
    const changes: ContextChanges = {
      states: { pg1: { slots: [] } },
      all: { settings: { max_slot_wal_keep_size: -1 } },
    };
    expect(found(slotLimit, changes)).toEqual([]);
  });
});
