import { z } from 'zod';
import type { Deed } from '../../operations/deed.js';
import { maxLsn, type Lsn } from '../../replication/lsn.js';
import { lsn } from '../sql/columns.js';
import { carryOut, done, failed, isTimeFor, type ActingContext } from './carry-out.js';
import type { Conversation } from './conversation.js';

const beforeRow = z.object({ pid: z.number().int(), standby: z.boolean(), readOnly: z.boolean() });
const positionRow = z.object({ lsn: lsn.nullable() });
const waitRow = z.object({ wait: z.string().nullable() });

const readOnly =
  'Transactions are read-only there: default_transaction_read_only is on for the server, for the database or for the role.';

/** How long the look at what a hanging commit waits for may take, of all the time there is. */
const shareOfTheLook = 0.2;

/**
 * Commits something, as any client's commit would: it waits for the disk and for the synchronous
 * standbys that `synchronous_commit` asks for. What it writes is a logical message in the WAL, which
 * needs no table and no right, and which counts as a write where assigning a transaction number alone
 * does not (`RecordTransactionCommit` waits only for a transaction that wrote WAL).
 *
 * A commit that hangs is not cancelled: the server would then report it as committed though it is not
 * replicated. The connection is dropped, and the result is unknown: it stands on this node.
 *
 * @returns the position by which all of it was on this node's disk
 */
export async function proveWrite(
  context: ActingContext,
  withinMs: number,
): Promise<Deed<{ readonly lsn: Lsn }>> {
  const deadline = context.clock.now() + withinMs * (1 - shareOfTheLook);
  /** The process that commits, from the moment that the commit is sent. */
  const committing: { pid: number | null } = { pid: null };
  const commit = async (conversation: Conversation): Promise<Deed<{ readonly lsn: Lsn }>> => {
    const [before] = await conversation.askFor(beforeRow, {
      text: `select pg_backend_pid() as pid, pg_is_in_recovery() as standby,
        current_setting('transaction_read_only')::boolean as "readOnly"`,
    });
    if (before?.standby === true) return failed('The node is a standby: it takes no writes.');
    if (before?.readOnly === true) return failed(readOnly, '25006');
    committing.pid = before?.pid ?? null;
    const [emitted] = await conversation.askFor(positionRow, {
      text: `select pg_logical_emit_message(true, 'pgrepl', 'proof of a write') as lsn`,
    });
    // Not the insert position, which on an empty page lies beyond what any standby will ever have.
    const [flushed] = await conversation.askFor(positionRow, {
      text: `select case when not pg_is_in_recovery() then pg_current_wal_flush_lsn() end as lsn`,
    });
    const at = maxLsn(emitted?.lsn ?? null, flushed?.lsn ?? null);
    return at === null ? failed('The server named no position.') : done({ lsn: at });
  };
  const left = (): number => Math.max(0, deadline - context.clock.now());
  let deed = await carryOut(context, left(), commit);
  // The kept session had ended unnoticed: nothing was sent that could have been committed.
  if (deed.kind === 'unknown' && committing.pid === null && isTimeFor(context, deadline)) {
    deed = await carryOut(context, left(), commit);
  }
  if (deed.kind !== 'unknown' || committing.pid === null) return deed;
  const wait = await waitOf(context, committing.pid, withinMs * shareOfTheLook);
  return { kind: 'unknown', detail: notConfirmed(deed.detail, wait, withinMs) };
}

function notConfirmed(detail: string, wait: string | null, withinMs: number): string {
  const what = `The commit was not confirmed within ${Math.round(withinMs)} ms`;
  if (wait === 'SyncRep') {
    return `${what}: it waits for a synchronous standby. It stands on this node, and nobody else sees it yet.`;
  }
  return `${what}${wait === null ? '' : ` (it waits for ${wait})`}: ${detail}`;
}

/** What the process waits for; null if it waits for nothing, or could not be asked. */
async function waitOf(
  context: ActingContext,
  pid: number,
  withinMs: number,
): Promise<string | null> {
  const looked = await carryOut<string | null>(context, withinMs, async (conversation) => {
    const [row] = await conversation.askFor(waitRow, {
      text: `select wait_event as wait from pg_stat_activity
        where pid = $1 and state = 'active'`,
      values: [pid],
    });
    return done(row?.wait ?? null);
  });
  return looked.kind === 'done' ? looked.value : null;
}
