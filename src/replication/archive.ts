import type { Archiver, EpochMs, Settings } from './observation.js';
import type { Lsn } from './lsn.js';
import { segmentOf, walFileStart } from './wal-file.js';

/** What is needed to tell how far a server's archiver has come. */
export interface ArchivingServer {
  readonly role: 'primary' | 'standby' | null;
  readonly settings: Settings | null;
  readonly archiver: Archiver | null;
}

/** A standby's archiver runs with `archive_mode = always` alone; with `on` it waits for the promotion. */
export function archives({ role, settings }: ArchivingServer): boolean {
  const mode = settings?.archiveMode;
  return mode === 'always' || (mode === 'on' && role === 'primary');
}

/** The segment that was archived last; null if none was, or if what was archived last is no WAL. */
export function lastArchivedSegment({ settings, archiver }: ArchivingServer): bigint | null {
  return segmentNamed(archiver?.lastArchivedWal ?? null, settings);
}

function segmentNamed(file: string | null, settings: Settings | null): bigint | null {
  const bytes = settings?.walSegmentBytes ?? null;
  if (bytes === null || file === null) return null;
  const start = walFileStart(file, bytes);
  return start === undefined ? null : segmentOf(start, bytes);
}

/**
 * How many whole WAL files wait for the archive, by what its archiver did last and where the server's
 * WAL ends: WAL is archived in its order, and so no directory has to be read. Null if that is not
 * known, and before the archiver has done anything since the server's start.
 */
export function waitingForArchive(
  server: ArchivingServer & { readonly startedAt: EpochMs | null },
  end: Lsn | null,
): number | null {
  const bytes = server.settings?.walSegmentBytes ?? null;
  const next = nextToArchive(server);
  if (!archives(server) || end === null || bytes === null || next === null) return null;
  const waiting = segmentOf(end, bytes) - next;
  return waiting > 0n ? Number(waiting) : 0;
}

/**
 * The segment whose turn it is: after the one that was archived last, or that which failed last.
 * `pg_stat_archiver` outlives a clean restart, and `archive_mode` changes with one: what was archived
 * before the start says nothing of what has been written while the mode was off.
 */
function nextToArchive(
  server: ArchivingServer & { readonly startedAt: EpochMs | null },
): bigint | null {
  const { archiver, settings, startedAt } = server;
  const isOfThisLife = (at: EpochMs | null): boolean =>
    at !== null && startedAt !== null && at >= startedAt;
  if (isOfThisLife(archiver?.lastArchivedAt ?? null)) {
    const last = lastArchivedSegment(server);
    return last === null ? null : last + 1n;
  }
  return isOfThisLife(archiver?.lastFailedAt ?? null)
    ? segmentNamed(archiver?.lastFailedWal ?? null, settings)
    : null;
}
