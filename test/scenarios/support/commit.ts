import type { LabNode } from '../../../lab/postgres/node.js';
import { waitUntil } from '../../../lab/postgres/wait.js';

/** A commit that was tried: what it did, and how to let go of one that hangs. */
export interface TriedCommit {
  readonly outcome: 'returns' | 'hangs';
  /** Resolves when it has returned after all; somebody must have let it go. */
  readonly returned: Promise<void>;
}

/** Looks in a row at which it must wait for a standby to count as hanging. */
const hangingLooks = 15;

/**
 * Commits once and sees what comes of it: it returns, or its session waits in `SyncRep` although
 * every standby that streams has confirmed all there is, look after look.
 */
export async function tryCommit(node: LabNode): Promise<TriedCommit> {
  const client = await node.client();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let isBack = false;
  const returned = client
    .query("SELECT pg_logical_emit_message(true, 'tried', '')")
    .then(async () => {
      isBack = true;
      await client.end();
    });
  let looks = 0;
  const outcome = await waitUntil('the commit has returned or hangs', async () => {
    if (isBack) return 'returns' as const;
    const waiting = await node.sql(
      `SELECT FROM pg_stat_activity
        WHERE pid = $1 AND wait_event = 'SyncRep'
          AND NOT EXISTS (SELECT FROM pg_stat_replication
                           WHERE state = 'streaming'
                             AND flush_lsn IS DISTINCT FROM pg_current_wal_flush_lsn())`,
      [rows[0]?.pid],
    );
    looks = waiting.length === 0 ? 0 : looks + 1;
    return looks < hangingLooks ? undefined : ('hangs' as const);
  });
  return { outcome, returned };
}
