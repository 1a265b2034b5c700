import type { NodeThresholds } from '../replication/findings/model.js';
import type { LagRetention } from '../replication/lag-history/model.js';

/**
 * Bounds that suit most clusters. Lag counts once it has stood for a while, so that a bulk load of
 * a few seconds wakes nobody; what stops commits or redundancy counts at once.
 */
export const defaultThresholds: NodeThresholds = {
  lagWarningBytes: 64 * 1024 ** 2,
  lagCriticalBytes: 1024 ** 3,
  lagWarningMs: 10_000,
  lagCriticalMs: 60_000,
  lagForMs: 4000,
  lagClearRatio: 0.5,
  clearForMs: 3000,
  disconnectedForMs: 0,
  pausedBytes: 1024 ** 2,
  pausedForMs: 4000,
  syncWaitMs: 1000,
  slotInactiveForMs: 60_000,
  slotRetainedWarningBytes: 8 * 1024 ** 3,
  slotRetainedCriticalBytes: 64 * 1024 ** 3,
  slotTimeLeftWarningMs: 3_600_000,
  slotTimeLeftCriticalMs: 15 * 60_000,
  archiveForMs: 60_000,
  archiveBacklogWarningFiles: 32,
  archiveBacklogCriticalFiles: 256,
  conflictsCount: 5,
  conflictsWithinMs: 10 * 60_000,
};

/** Two days in spans of 10 s, two weeks in minutes, a quarter in spans of ten minutes. */
export const defaultLagHistory: LagRetention = {
  fine: 2 * 86_400_000,
  middle: 14 * 86_400_000,
  coarse: 90 * 86_400_000,
};

export const defaultPolling = {
  schedule: '*/2 * * * * *',
  deadlineMs: 1000,
  connectTimeoutMs: 1000,
  flapWindowMs: 10 * 60_000,
} as const;

export const defaultConnection = {
  port: 5432,
  user: 'pgrepl',
  database: 'postgres',
  sslMode: 'prefer',
} as const;

/** Long enough to read what it is and to answer, short enough that an hour is not lost. */
export const defaultEscalation = {
  afterMs: 10 * 60_000,
  everyMs: 15 * 60_000,
  times: 3,
} as const;
