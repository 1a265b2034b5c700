import { describe, expect, it } from 'vitest';
import type { KeptWal } from '../../replication/whatif/model.js';
import { keptThen } from './standbys.js';

const told = (how: KeptWal['how']): string =>
  keptThen({ node: 's1', upstream: 'pg1', how }, { bytesPerSecond: 0, overMs: 60_000 }).text;

const slot = (
  limit: Extract<KeptWal['how'], { kind: 'slot' }>['limit'],
  leftMs: number | null,
  hasArchive: boolean | null = false,
): KeptWal['how'] => ({
  kind: 'slot',
  slot: 's1',
  retainedBytes: 0,
  limit,
  hasArchive,
  idle: leftMs === null ? null : { timeoutMs: 3_600_000, leftMs },
});

describe('what is said of the WAL that is kept', () => {
  it('is bounded by nothing but the disk', () => {
    expect(told(slot({ kind: 'disk' }, null))).toBe(
      'Slot s1 on pg1 keeps all WAL that s1 misses (0 B as it is), and nothing is written at present. It has no bound: if s1 stays away, the disk of pg1 fills up, and pg1 stops when it is full.',
    );
  });

  it('is bounded by the time without a reader', () => {
    expect(told(slot({ kind: 'disk' }, 3_600_000))).toContain(
      'No size bounds it. Once nobody has read from it for 1 h (`idle_replication_slot_timeout`) the next checkpoint gives it up: nothing is kept for s1 from then on, and it may have to be cloned anew. Until then the disk of pg1 must hold it all.',
    );
    const size = { kind: 'size', bytes: 1024, inMs: null } as const;
    expect(told(slot(size, 60_000))).toMatch(
      /s1 must be cloned anew\. Once nobody has read from it for 1 h \(`idle_replication_slot_timeout`\), in 1 min, the next checkpoint gives it up/,
    );
    expect(told(slot({ kind: 'unknown' }, 0))).toContain(
      'By how much it may grow is not known. Nobody has read from it for longer than `idle_replication_slot_timeout` (1 h) allows, and the next checkpoint gives it up',
    );
  });

  it('is in the archive, too, of a standby that reads one', () => {
    const size = { kind: 'size', bytes: 1024, inMs: null } as const;
    expect(told(slot(size, 60_000, true))).toMatch(
      /1 kB more: the slot is lost then, so that the disk does not fill, and s1 must take what it missed from its archive\. .*: nothing is kept for s1 from then on, and what is removed after that it can take from its archive alone\.$/,
    );
    expect(told(slot({ ...size, bytes: 0 }, null, null))).toContain(
      'the next checkpoint may take the slot, and then s1 must be cloned anew, unless it has an archive (not visible before PostgreSQL 12).',
    );
  });

  it('is no longer that of a slot that was given up, for the reason that PostgreSQL gives', () => {
    const givenUp = { slot: 's1', reason: 'idle_timeout' };
    const how = { kind: 'no-slot', givenUp, walKeepBytes: 0, hasArchive: false } as const;
    expect(told(how)).toBe(
      'Slot s1 on pg1 was given up and keeps nothing any more: nobody had read from it for `idle_replication_slot_timeout`, so pg1 keeps what s1 misses only until its checkpoints remove it. After that s1 must be cloned anew.',
    );
  });

  it('is gone where the standby is cut off for good as it is', () => {
    const lost = { upstream: 'pg1', slot: 's1', hasArchive: false } as const;
    expect(told({ kind: 'lost', lost: { ...lost, why: 'slot-timed-out' } })).toBe(
      "s1 can't return as it is: pg1 has removed the WAL that it needs, and slot s1 keeps nothing for it any more (`idle_replication_slot_timeout`). It must be cloned anew.",
    );
    expect(
      told({ kind: 'lost', lost: { ...lost, why: 'wal-removed', slot: null, hasArchive: null } }),
    ).toBe(
      "s1 can't return as it is: pg1 has removed the WAL that it needs. It must be cloned anew, unless it has an archive (not visible here).",
    );
  });
});
