import type { Lsn } from '../lsn.js';
import { lsnDiffBytes } from '../lsn.js';
import type { EpochMs, WalSenderDetails } from '../observation.js';
import type { HopLag } from '../topology/model.js';
import type { LsnHistory } from './history.js';
import { passedAt, sampleNearest } from './history.js';

export interface LagInput {
  /** The greater of received and replayed. */
  readonly receivedLsn: Lsn | null;
  readonly replayLsn: Lsn | null;
  /** When these two were read. */
  readonly at: EpochMs;
  /** Of the primary that this standby belongs to; empty if that is not known. */
  readonly history: LsnHistory;
  /** Where a standby that feeds this one stands: what it has received. Null if that is not known. */
  readonly upstream: Lsn | 'primary' | null;
  /** The upstream's row for this standby, if it is fresh. */
  readonly senderRow: WalSenderDetails | null;
  /** True if the standby's WAL may not be the primary's any more: ahead is not caught up then. */
  readonly mayHaveDiverged: boolean;
  /** True if the newest of the history is where the primary was, not where it is. */
  readonly isHistoryPast: boolean;
}

/**
 * How far a standby is behind. Measured against where the primary was when the standby was read (the
 * sample nearest in time), because the two are not read at the same moment: what the primary wrote
 * since then is no lag. A standby that is ahead of that sample is caught up.
 */
export function hopLag(input: LagInput): HopLag {
  const reference = sampleNearest(input.history, input.at)?.lsn ?? null;
  const { replayLsn, upstream } = input;
  const passed =
    replayLsn === null || isBeyond(input, reference)
      ? null
      : passedAt(input.history, replayLsn, input.at);
  return {
    replayBytes: behind(input, reference, replayLsn),
    receiveBytes: behind(input, reference, input.receivedLsn),
    hopBytes: behind(input, upstream === 'primary' ? reference : upstream, replayLsn),
    isLowerBound: input.isHistoryPast,
    timeMs: passed?.agoMs ?? null,
    timeIsLowerBound: passed?.lowerBound ?? false,
    reported: input.senderRow === null ? null : reportedBy(input.senderRow),
    at: input.at,
  };
}

function behind(input: LagInput, reference: Lsn | null, position: Lsn | null): number | null {
  if (reference === null || position === null) return null;
  if (position > reference && input.mayHaveDiverged) return null;
  return Math.max(0, lsnDiffBytes(reference, position));
}

function isBeyond(input: LagInput, reference: Lsn | null): boolean {
  const { replayLsn } = input;
  return input.mayHaveDiverged && replayLsn !== null && reference !== null && replayLsn > reference;
}

function reportedBy(row: WalSenderDetails): HopLag['reported'] {
  return { writeMs: row.writeLagMs, flushMs: row.flushLagMs, replayMs: row.replayLagMs };
}
