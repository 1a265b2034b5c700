import { describe, expect, it } from 'vitest';
import { aSlot, testNow } from '../../../replication/testing/observations.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { idleSlots } from './idle-slots.js';

describe('idle-slots', () => {
  it('warns of what nobody reads, and says what it keeps', () => {
    const changes: ContextChanges = {
      states: {
        pg1: {
          slots: [
            aSlot('s1'),
            aSlot('reports', {
              kind: 'logical',
              active: false,
              retainedBytes: 3 * 1024 ** 3,
              inactiveSince: testNow - 7_200_000,
            }),
          ],
        },
      },
    };
    expect(found(idleSlots, changes)).toEqual(['warn pg1']);
    const words = told(idleSlots, changes);
    expect(words).toContain(
      'Nobody reads from the logical slot reports for 2 h; it keeps 3 GB of WAL',
    );
    expect(words).toMatch(/pg_drop_replication_slot\('reports'\)/);
  });

  it('fails one that has lost its WAL', () => {
    const changes: ContextChanges = {
      states: {
        pg1: { slots: [aSlot('s2', { active: false, walStatus: 'lost', retainedBytes: null })] },
      },
    };
    expect(found(idleSlots, changes)).toEqual(['fail pg1']);
    const words = told(idleSlots, changes);
    expect(words).toContain('has lost its WAL');
  });

  it('fails one that was given up for want of a reader, and says so', () => {
    const slot = { active: false, walStatus: 'lost', invalidationReason: 'idle_timeout' };
    const changes: ContextChanges = { states: { pg1: { slots: [aSlot('s2', slot)] } } };
    expect(found(idleSlots, changes)).toEqual(['fail pg1']);
    expect(told(idleSlots, changes)).toContain(
      'slot s2 was given up: nobody had read from it for `idle_replication_slot_timeout`',
    );
  });
});
