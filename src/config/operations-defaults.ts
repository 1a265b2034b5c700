import type { OperationBounds, OperationTimeouts } from '../operations/model.js';

/**
 * Bounds for clusters of ordinary size: what is blocked would make the time without a primary long,
 * what is warned of is worth a look before.
 */
export const defaultBounds: OperationBounds = {
  lagBytes: 16 * 1024 ** 2,
  lagMs: 10_000,
  archiveWarnFiles: 10,
  archiveBlockFiles: 200,
  longTransactionMs: 60_000,
};

/**
 * Short where nobody can write meanwhile, since going back is the way out then; long where only
 * redundancy waits.
 */
export const defaultTimeouts: OperationTimeouts = {
  checkpointMs: 5 * 60_000,
  stopMs: 30_000,
  receiveMs: 5000,
  promoteMs: 30_000,
  followMs: 60_000,
  rejoinMs: 30 * 60_000,
  personMs: 15 * 60_000,
};

export const defaultOperations = {
  driver: 'sql',
  approvals: 1,
  requesterMayApprove: false,
  expiresAfterMs: 10 * 60_000,
} as const;
