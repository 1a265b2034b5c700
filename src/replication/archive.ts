import type { Archiver, Settings } from './observation.js';
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
  const bytes = settings?.walSegmentBytes ?? null;
  const file = archiver?.lastArchivedWal ?? null;
  if (bytes === null || file === null) return null;
  const start = walFileStart(file, bytes);
  return start === undefined ? null : segmentOf(start, bytes);
}

/**
 * How many whole WAL files wait for the archive, by what was archived last and where the server's
 * WAL ends: WAL is archived in its order, and so no directory has to be read.
 */
export function waitingForArchive(server: ArchivingServer, end: Lsn | null): number | null {
  const bytes = server.settings?.walSegmentBytes ?? null;
  const last = lastArchivedSegment(server);
  if (!archives(server) || end === null || bytes === null || last === null) return null;
  const waiting = segmentOf(end, bytes) - last - 1n;
  return waiting > 0n ? Number(waiting) : 0;
}
