import type { NodeView } from '../topology/model.js';

/**
 * What a startup process waits for that has replayed all there is in its own `pg_wal`: WAL to arrive,
 * or the next attempt to get some. (Up to 12 the two go by other names than later.)
 */
const waitsForWal: ReadonlySet<string> = new Set([
  'RecoveryWalAll',
  'RecoveryWalStream',
  'RecoveryRetrieveRetryInterval',
]);

/**
 * Whether the position that is shown of a standby is the end of the WAL that it has. After a start it
 * first replays what it had received before, which it shows as received only once it is replayed;
 * and it asks for more only when that is done. So what it has received beyond what it has replayed
 * tells the end, and what it waits for does, if that is visible.
 */
export function showsAllItsWal({ replay, wal }: NodeView): boolean {
  const { receivedLsn, replayLsn } = wal;
  // By its upstream's row alone: that has what it has flushed.
  if (replay === null) return true;
  if (receivedLsn !== null && (replayLsn === null || receivedLsn > replayLsn)) return true;
  return waitsForWal.has(replay.startupWait ?? '');
}
