import { archives, lastArchivedSegment } from '../archive.js';
import type { Lsn } from '../lsn.js';
import type { Slot } from '../observation.js';
import { segmentOf } from '../wal-file.js';
import type { NodeView } from './model.js';

export type RemovedWalInput = Pick<
  NodeView,
  'role' | 'settings' | 'slots' | 'archiver' | 'redoLsn' | 'summarizedLsn' | 'removedSegments'
>;

/**
 * How many segments of WAL, counted from the beginning, a server has removed for certain. At the end
 * of a checkpoint (or restart point) it keeps what its own recovery, its slots and `wal_keep_size`
 * need, what is not archived yet and what is not summarized yet (`KeepLogSeg` and `RemoveOldXlogFiles` in
 * xlog.c), and nothing else. What it kept then is judged by what was set just before and just after, so that a slot
 * dropped since then makes nothing be taken for removed that is still there. Of a checkpoint that
 * nobody watched nothing is known: null until one has ended between two looks.
 */
export function removedSegments(
  now: Omit<RemovedWalInput, 'removedSegments'>,
  previous: RemovedWalInput | null,
): bigint | null {
  const { redoLsn } = now;
  const known = previous?.removedSegments ?? null;
  if (redoLsn === null) return known;
  const before = previous?.redoLsn ?? null;
  if (previous === null || before === null || redoLsn < before) return null;
  if (redoLsn === before) return known;
  const lost = new Set(now.slots.filter(isGivenUpByCheckpoint).map(({ name }) => name));
  const slots = previous.slots.filter((slot) => !lost.has(slot.name));
  const [old, present] = [removable({ ...previous, slots }, redoLsn), removable(now, redoLsn)];
  if (old === null || present === null) return known;
  const removed = old < present ? old : present;
  return known !== null && known > removed ? known : removed;
}

/**
 * A slot that the checkpoint has given up held nothing back. For other reasons than these two a slot
 * is given up at any time, and may have held WAL back before.
 */
function isGivenUpByCheckpoint({ restartLsn, invalidationReason }: Slot): boolean {
  return (
    restartLsn === null ||
    invalidationReason === 'wal_removed' ||
    invalidationReason === 'idle_timeout'
  );
}

/** What the checkpoint that ended may have removed with these settings and slots. */
function removable(server: Omit<RemovedWalInput, 'removedSegments'>, redoLsn: Lsn): bigint | null {
  const bytes = server.settings?.walSegmentBytes ?? null;
  const keepBytes = server.settings?.walKeepBytes ?? null;
  if (bytes === null || keepBytes === null) return null;
  const bounds = [segmentOf(redoLsn, bytes) - BigInt(Math.ceil(keepBytes / bytes))];
  for (const { restartLsn, invalidationReason } of server.slots) {
    // One that was given up shows where it stood, and counts no more.
    if (restartLsn !== null && invalidationReason === null)
      bounds.push(segmentOf(restartLsn, bytes));
  }
  if (server.summarizedLsn !== null) bounds.push(segmentOf(server.summarizedLsn, bytes));
  if (archives(server)) {
    const archived = lastArchivedSegment(server);
    if (archived === null) return null;
    bounds.push(archived + 1n);
  }
  const least = bounds.reduce((lowest, bound) => (bound < lowest ? bound : lowest));
  return least < 0n ? 0n : least;
}
