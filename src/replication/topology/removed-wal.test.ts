import { describe, expect, it } from 'vitest';
import type { Archiver } from '../observation.js';
import { aSlot, lsn, someSettings } from '../testing/observations.js';
import type { RemovedWalInput } from './removed-wal.js';
import { removedSegments } from './removed-wal.js';

const server: Omit<RemovedWalInput, 'removedSegments'> = {
  role: 'primary',
  settings: someSettings({ walKeepBytes: 0 }),
  slots: [],
  archiver: null,
  redoLsn: lsn('0/9000028'),
};

const archiver = (lastArchivedWal: string | null): Archiver => ({
  archivedCount: 0,
  failedCount: 0,
  lastArchivedWal,
  lastArchivedAt: null,
  lastFailedWal: null,
  lastFailedAt: null,
});

describe('the WAL that a server has removed', () => {
  it('is all before its redo point, but for what is to be kept', () => {
    expect(removedSegments(server, null)).toBe(9n);
    const keeping = someSettings({ walKeepBytes: 33 * 1024 ** 2 });
    expect(removedSegments({ ...server, settings: keeping }, null)).toBe(6n);
    const slots = [aSlot('a', { restartLsn: lsn('0/7000000') }), aSlot('b', { restartLsn: null })];
    expect(removedSegments({ ...server, slots }, null)).toBe(7n);
  });

  it('is nothing that is not archived yet', () => {
    const settings = someSettings({ archiveMode: 'on' });
    const archived = archiver('000000010000000000000004');
    expect(removedSegments({ ...server, settings, archiver: archived }, null)).toBe(5n);
    expect(removedSegments({ ...server, settings, archiver: archiver(null) }, null)).toBeNull();
    const standby = { ...server, role: 'standby', settings, archiver: archived } as const;
    expect(removedSegments(standby, null)).toBe(9n);
  });

  it('is not known up to 10, nor without its settings', () => {
    expect(removedSegments({ ...server, redoLsn: null }, null)).toBeNull();
    expect(removedSegments({ ...server, settings: null }, null)).toBeNull();
  });

  it('does not grow between checkpoints, whatever is dropped meanwhile', () => {
    const slots = [aSlot('a', { restartLsn: lsn('0/2000000') })];
    const before = { ...server, slots, removedSegments: 2n };
    expect(removedSegments(server, before)).toBe(2n);
    const next = { ...server, redoLsn: lsn('0/A000028') };
    expect(removedSegments(next, before)).toBe(2n);
    expect(
      removedSegments({ ...next, redoLsn: lsn('0/B000028') }, { ...next, removedSegments: 2n }),
    ).toBe(11n);
  });

  it('counts a slot no longer that the checkpoint has given up', () => {
    const slots = [aSlot('a', { restartLsn: lsn('0/2000000') })];
    const before = { ...server, slots, removedSegments: 2n };
    const lost = [aSlot('a', { restartLsn: null, walStatus: 'lost' })];
    const next = { ...server, redoLsn: lsn('0/A000028'), slots: lost };
    expect(removedSegments(next, before)).toBe(10n);
  });

  it('begins anew on a server that was cloned anew', () => {
    const before = { ...server, redoLsn: lsn('0/F000028'), removedSegments: 15n };
    expect(removedSegments(server, before)).toBe(9n);
  });
});
