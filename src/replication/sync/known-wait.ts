import type { EpochMs, NodeState } from '../observation.js';
import type { NodeRecord } from '../topology/model.js';

/** The same wait is read this much apart at most, ms: clocks are read twice within one statement. */
const toleranceMs = 250;

/** What is known of the wait that is the oldest. */
export interface KnownWait {
  /** When the statement, or the transaction in it, began that waits: on the server's clock. */
  readonly startedAt: EpochMs;
  /** When it was not seen to wait yet, on pgrepl's clock; null if nobody looked before. */
  readonly notBefore: EpochMs | null;
}

/**
 * The oldest wait for a standby that a new state shows. PostgreSQL says when a statement began, not
 * when its wait did: one that has run for minutes, and is seen in the moment in which its commit is
 * confirmed, has not waited for minutes. It did not wait at the look before, unless it was seen to.
 */
export function knownWait(
  before: Pick<NodeRecord, 'latestState' | 'oldestWait'>,
  { syncWait, serverTime }: NodeState,
): KnownWait | null {
  if (syncWait === null || syncWait.longestMs === null) return null;
  const startedAt = serverTime - syncWait.longestMs;
  const { oldestWait, latestState } = before;
  const isSame = oldestWait !== null && Math.abs(oldestWait.startedAt - startedAt) <= toleranceMs;
  if (isSame) return oldestWait;
  const couldSee = latestState !== null && latestState.state.syncWait !== null;
  return { startedAt, notBefore: couldSee ? latestState.at : null };
}

/** The state with the longest wait no longer than it can have been; `at` is when it was read. */
export function withKnownWait(state: NodeState, wait: KnownWait | null, at: EpochMs): NodeState {
  const { syncWait } = state;
  if (syncWait === null || syncWait.longestMs === null) return state;
  if (wait === null || wait.notBefore === null) return state;
  const longestMs = Math.min(syncWait.longestMs, Math.max(0, at - wait.notBefore));
  return { ...state, syncWait: { ...syncWait, longestMs } };
}
