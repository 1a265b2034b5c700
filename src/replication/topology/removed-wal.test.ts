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
  summarizedLsn: null,
};

const archiver = (lastArchivedWal: string | null): Archiver => ({
  archivedCount: 0,
  failedCount: 0,
  lastArchivedWal,
  lastArchivedAt: null,
  lastFailedWal: null,
  lastFailedAt: null,
});

/** What is known when a checkpoint has ended since the look before, with nothing else changed. */
const after = (now: Omit<RemovedWalInput, 'removedSegments'>): bigint | null =>
  removedSegments(now, { ...now, redoLsn: lsn('0/1000028'), removedSegments: null });

describe('the WAL that a server has removed', () => {
  it('is all before its redo point, but for what is to be kept', () => {
    expect(after(server)).toBe(9n);
    const keeping = someSettings({ walKeepBytes: 33 * 1024 ** 2 });
    expect(after({ ...server, settings: keeping })).toBe(6n);
    const slots = [aSlot('a', { restartLsn: lsn('0/7000000') }), aSlot('b', { restartLsn: null })];
    expect(after({ ...server, slots })).toBe(7n);
  });

  it('is not known until a checkpoint has been watched: a slot may have been dropped since', () => {
    expect(removedSegments(server, null)).toBeNull();
    const first = { ...server, removedSegments: null };
    expect(removedSegments(server, first)).toBeNull();
    expect(removedSegments({ ...server, redoLsn: lsn('0/A000028') }, first)).toBe(10n);
    expect(removedSegments(server, { ...server, redoLsn: null, removedSegments: null })).toBeNull();
  });

  it('is nothing that is not archived yet', () => {
    const settings = someSettings({ archiveMode: 'on' });
    const archived = archiver('000000010000000000000004');
    expect(after({ ...server, settings, archiver: archived })).toBe(5n);
    expect(after({ ...server, settings, archiver: archiver(null) })).toBeNull();
    const standby = { ...server, role: 'standby', settings, archiver: archived } as const;
    expect(after(standby)).toBe(9n);
  });

  it('is nothing that is not summarized yet (17+)', () => {
    expect(after({ ...server, summarizedLsn: lsn('0/5000028') })).toBe(5n);
    expect(after({ ...server, summarizedLsn: lsn('0/A000000') })).toBe(9n);
    expect(after({ ...server, summarizedLsn: lsn('0/0') })).toBe(0n);
    const before = { ...server, redoLsn: lsn('0/1000028'), removedSegments: null };
    const behind = { ...before, summarizedLsn: lsn('0/3000000') };
    expect(removedSegments({ ...server, summarizedLsn: lsn('0/8000000') }, behind)).toBe(3n);
  });

  it('is not known up to 10, nor without its settings', () => {
    expect(after({ ...server, redoLsn: null })).toBeNull();
    expect(after({ ...server, settings: null })).toBeNull();
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

  it('counts a slot that nobody read from no longer, though it shows where it stood', () => {
    const slots = [aSlot('a', { restartLsn: lsn('0/2000000') })];
    const given = (invalidationReason: string): RemovedWalInput['slots'] => [
      aSlot('a', { restartLsn: lsn('0/2000000'), walStatus: 'lost', invalidationReason }),
    ];
    const before = { ...server, slots, removedSegments: 2n };
    const redoLsn = lsn('0/A000028');
    const next = { ...server, redoLsn, slots: given('idle_timeout') };
    expect(removedSegments(next, before)).toBe(10n);
    // For this reason it may have been given up after the checkpoint.
    const other = { ...next, slots: given('rows_removed') };
    expect(removedSegments(other, before)).toBe(2n);
    const later = { ...other, redoLsn: lsn('0/B000028') };
    expect(removedSegments(later, { ...other, removedSegments: 2n })).toBe(11n);
  });

  it('begins anew on a server that was cloned anew', () => {
    const before = { ...server, redoLsn: lsn('0/F000028'), removedSegments: 15n };
    expect(removedSegments(server, before)).toBeNull();
  });
});
